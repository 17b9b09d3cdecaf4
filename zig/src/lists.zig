//! Collects the follower hashes of small sets, for a large block of influencers and one sample after the other.
//!
//! A sample's hashes are a few hundred kilobytes, but all samples' are far more than caches and page tables hold: influencer after
//! influencer, each of the few followers in each sample was a miss of both (measured: 21 ns a hash, two thirds of all the time at
//! 100,000 influencers). Sample after sample the same hashes stay near while thousands of sets take theirs.

const std = @import("std");
const hash_sort = @import("hash_sort.zig");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const Layout = @import("signature_files.zig").Layout;
const Error = jobs.Error;
const allocator = jobs.allocator;

/// Slices of a small set are mostly shorter: copied as one vector, without a branch on the length.
const lanes = 8;
const Indexes = @Vector(lanes, u32);
/// Slices between a request for memory and its use.
const ahead = 24;

/// Collects all small sets and hands each block of them to `sink.writeLists(report, first, last, hashes)`.
pub fn collect(job: *const jobs.Job, network: *const networks.Network, layout: *const Layout, sink: anytype) Error!void {
    const plan: Plan = try .init(layout, job.workerCount());
    defer plan.deinit();
    const collectors = try allocator.alloc(Collector, job.workerCount());
    var made: usize = 0;
    defer {
        for (collectors[0..made]) |*collector| collector.deinit();
        allocator.free(collectors);
    }
    for (collectors) |*collector| {
        collector.* = try .init(&plan);
        made += 1;
    }
    const Work = struct {
        job: *const jobs.Job,
        network: *const networks.Network,
        layout: *const Layout,
        plan: *const Plan,
        collectors: []Collector,
        sink: @TypeOf(sink),

        fn block(work: *const @This(), worker: usize, item: usize) Error!void {
            const first = work.plan.bounds.items[item];
            const last = work.plan.bounds.items[item + 1];
            const hashes = try work.collectors[worker].take(work.job, work.network, work.layout, first, last);
            try work.sink.writeLists(work.job.report, first, last, hashes);
        }
    };
    const work: Work = .{ .job = job, .network = network, .layout = layout, .plan = &plan, .collectors = collectors, .sink = sink };
    try job.forEach(plan.bounds.items.len - 1, &work, Work.block);
}

/// Hashes in a block: many for each page of a sample's hashes, few enough that they stay in the second cache while they come in
/// (measured: blocks of 460,000 hashes take 1.4 times as long as of 128,000).
const block_hashes_min = 16 * 1024;
const block_hashes_max = 128 * 1024;

/// Runs of influencers with about as many hashes in small sets.
const Plan = struct {
    /// Block i is influencers [bounds[i], bounds[i + 1]).
    bounds: std.ArrayList(u32),
    /// Of any block.
    hashes_most: usize,
    members_most: usize,

    fn init(layout: *const Layout, worker_count: usize) Error!Plan {
        const offsets = layout.list_offsets;
        const goal = std.math.clamp(offsets[offsets.len - 1] / (worker_count * 4), block_hashes_min, block_hashes_max);
        var plan: Plan = .{ .bounds = .empty, .hashes_most = 0, .members_most = 0 };
        errdefer plan.bounds.deinit(allocator);
        try plan.bounds.append(allocator, 0);
        var first: usize = 0;
        var members: usize = 0;
        for (1..offsets.len) |end| {
            members += @intFromBool(offsets[end] != offsets[end - 1]);
            const hashes: usize = @intCast(offsets[end] - offsets[first]);
            if (hashes < goal and end + 1 < offsets.len) continue;
            try plan.bounds.append(allocator, @intCast(end));
            plan.hashes_most = @max(plan.hashes_most, hashes);
            plan.members_most = @max(plan.members_most, members);
            first = end;
            members = 0;
        }
        return plan;
    }

    fn deinit(plan: *const Plan) void {
        var bounds = plan.bounds;
        bounds.deinit(allocator);
    }
};

/// What one worker collects in.
const Collector = struct {
    /// The sets of the block, in order of influencer.
    hashes: []u64,
    /// Small sets of the block: position in it, and where the next hash goes and must not go.
    positions: []u32,
    cursors: []u32,
    ends: []u32,
    /// One sample's hashes on their way: which, and where to.
    followers: []u32,
    targets: []u32,
    sorting: hash_sort.Scratch = undefined,

    fn init(plan: *const Plan) Error!Collector {
        const hashes = try allocator.alloc(u64, plan.hashes_most);
        errdefer allocator.free(hashes);
        const members = try allocator.alloc(u32, 3 * plan.members_most);
        errdefer allocator.free(members);
        const room = plan.hashes_most + lanes;
        const on_way = try allocator.alloc(u32, 2 * room);
        return .{
            .hashes = hashes,
            .positions = members[0..plan.members_most],
            .cursors = members[plan.members_most..][0..plan.members_most],
            .ends = members[2 * plan.members_most ..],
            .followers = on_way[0..room],
            .targets = on_way[room..],
        };
    }

    fn deinit(collector: *const Collector) void {
        allocator.free(collector.hashes);
        allocator.free(collector.positions.ptr[0 .. 3 * collector.positions.len]);
        allocator.free(collector.followers.ptr[0 .. 2 * collector.followers.len]);
    }

    /// The sorted sets of influencers [first, last), one behind the other; the collector's until the next call.
    fn take(
        collector: *Collector,
        job: *const jobs.Job,
        network: *const networks.Network,
        layout: *const Layout,
        first: u32,
        last: u32,
    ) Error![]const u64 {
        const base = layout.list_offsets[first];
        const hashes = collector.hashes[0..@intCast(layout.list_offsets[last] - base)];
        if (hashes.len == 0) return hashes;
        var count: usize = 0;
        for (first..last) |influencer| {
            const from: u32 = @intCast(layout.list_offsets[influencer] - base);
            const to: u32 = @intCast(layout.list_offsets[influencer + 1] - base);
            if (from == to) continue;
            collector.positions[count] = @intCast(influencer - first);
            collector.cursors[count] = from;
            collector.ends[count] = to;
            count += 1;
        }
        for (network.samples) |*sample| try collector.takeSample(job, network, sample, first, last, count, hashes);
        for (collector.cursors[0..count], collector.ends[0..count]) |cursor, end| {
            if (cursor != end) return changed(job, network, &network.samples[0]);
        }
        for (first..last) |influencer| {
            const from: usize = @intCast(layout.list_offsets[influencer] - base);
            const to: usize = @intCast(layout.list_offsets[influencer + 1] - base);
            hash_sort.sort(hashes[from..to], &collector.sorting);
        }
        return hashes;
    }

    fn takeSample(
        collector: *Collector,
        job: *const jobs.Job,
        network: *const networks.Network,
        sample: *const networks.Sample,
        first: u32,
        last: u32,
        count: usize,
        hashes: []u64,
    ) Error!void {
        const offsets = sample.offsets.items[first .. last + 1];
        const all = sample.followers.items;
        var taken: usize = 0;
        const positions = collector.positions[0..count];
        for (positions, collector.cursors[0..count], collector.ends[0..count], 0..) |position, *cursor, end, m| {
            // Slices of small sets lie scattered among those of large ones: each is a line of its own, asked for ahead.
            if (m + ahead < count) @prefetch(all.ptr + offsets[positions[m + ahead]], .{ .locality = 3 });
            const from = offsets[position];
            const length = offsets[position + 1] -% from;
            // Offsets were checked when the sets were counted; a file may have been changed since.
            if (length > end - cursor.* or @as(u64, from) + length > all.len) return changed(job, network, sample);
            if (length <= lanes and @as(u64, from) + lanes <= all.len) {
                collector.followers[taken..][0..lanes].* = all[from..][0..lanes].*;
                collector.targets[taken..][0..lanes].* = @as(Indexes, @splat(cursor.*)) +% std.simd.iota(u32, lanes);
            } else {
                @memcpy(collector.followers[taken..][0..length], all[from..][0..length]);
                for (collector.targets[taken..][0..length], cursor.*..) |*target, at| target.* = @intCast(at);
            }
            taken += length;
            cursor.* += length;
        }
        const followers = collector.followers[0..taken];
        var greatest: u32 = 0;
        for (followers) |follower| greatest = @max(greatest, follower);
        if (taken > 0 and greatest >= sample.hashes.items.len) {
            return sample.corrupt(network, job.report, "by_influencer_followers.npy", sample.followers.data_offset, "follower indexes must be below {d}, found {d}", .{ sample.hashes.items.len, greatest });
        }
        // Both were checked: followers above, targets by the ends of their sets.
        @setRuntimeSafety(false);
        for (followers, collector.targets[0..taken]) |follower, target| hashes[target] = sample.hashes.items[follower];
    }
};

fn changed(job: *const jobs.Job, network: *const networks.Network, sample: *const networks.Sample) Error {
    @branchHint(.cold);
    return sample.corrupt(network, job.report, "by_influencer_offsets.npy", 0, "it changed while it was read", .{});
}
