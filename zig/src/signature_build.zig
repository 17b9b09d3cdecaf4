//! Builds signatures from the edge store (DESIGN 8): registers where an influencer has more than `listLimit` followers,
//! the sorted list of hashes where not. What lies on disk depends on the sets of followers alone.

const std = @import("std");
const degrees = @import("degrees.zig");
const hash_sort = @import("hash_sort.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const registers_of = @import("registers.zig");
const signature_files = @import("signature_files.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Network = networks.Network;
const allocator = jobs.allocator;

pub const Request = struct {
    network: []const u8,
    samples: []const u32,
    influencerCount: u32,
    registerCount: u32,
    listLimit: u32,
    folder: []const u8,
    threads: u32,
};

pub const Answer = signature_files.Counts;

pub fn build(job: *const Job, request: Request) Error!Answer {
    try signature_files.checkParameters(job.report, request.registerCount, request.listLimit);
    const network = try Network.open(job.report, request.network, request.samples, request.influencerCount);
    defer network.close();
    // One scan counts, one folds.
    job.start(network.edge_count * 2);
    const counts = try allocator.alloc(u64, network.influencer_count);
    defer allocator.free(counts);
    try degrees.count(job, &network, counts);

    const layout: signature_files.Layout = try .init(counts, request.registerCount, request.listLimit);
    defer layout.deinit();
    const writer: signature_files.Writer = try .create(job.report, request.folder, &layout);
    defer writer.close();
    try fold(job, &network, &layout, &writer);
    return layout.counts;
}

/// Folds all edges and hands each block of influencers to `sink.write(report, first, last, rows, lists)`.
pub fn fold(job: *const Job, network: *const Network, layout: *const signature_files.Layout, sink: anytype) Error!void {
    const Work = Folding(@TypeOf(sink));
    // 256 rows of 1,024 registers fill half a megabyte: the second cache of one core.
    const block_size: u32 = @intCast(std.math.clamp(256 * 1024 / layout.register_count, 16, block_size_max));
    const scratches = try allocator.alloc(Scratch, job.workerCount());
    var made: usize = 0;
    defer {
        for (scratches[0..made]) |*scratch| scratch.deinit();
        allocator.free(scratches);
    }
    for (scratches) |*scratch| {
        scratch.* = try .init(block_size * layout.register_count, block_size * layout.list_limit);
        made += 1;
    }
    const work: Work = .{ .job = job, .network = network, .layout = layout, .sink = sink, .scratches = scratches };
    try networks.scan(job, network, block_size, &work, Work.visit);
}

fn Folding(comptime Sink: type) type {
    return struct {
        job: *const Job,
        network: *const Network,
        layout: *const signature_files.Layout,
        sink: Sink,
        scratches: []Scratch,

        const Work = @This();

        fn visit(work: *const Work, worker: usize, block: networks.Block) Error!void {
            const scratch = &work.scratches[worker];
            scratch.sortOut(work.layout, block);
            const table = scratch.table[0 .. scratch.dense_count * work.layout.register_count];
            @memset(table, identity.empty);
            const samples = work.network.samples;
            for (samples, 0..) |*sample, i| {
                try work.job.checkStop();
                // Each sample is elsewhere in memory: what the next ones need is asked for ahead.
                if (i + 2 < samples.len) samples[i + 2].prefetchOffsets(block.first, block.last);
                if (i + 1 < samples.len) scratch.prefetch(&samples[i + 1]);
                try work.collectSample(scratch, sample);
                try work.foldSample(scratch, sample);
                scratch.resolve(sample);
            }
            for (0..scratch.list_count) |i| hash_sort.sort(scratch.listOf(i));
            try work.sink.write(work.job.report, block.first, block.last, table, scratch.lists[0..scratch.list_size]);
        }

        fn foldSample(work: *const Work, scratch: *Scratch, sample: *const networks.Sample) Error!void {
            const register_count = work.layout.register_count;
            const count = scratch.dense_count;
            for (scratch.dense[0..count], scratch.progress[0..count], 0..) |influencer, *progress, row| {
                const slice = try sample.slice(work.network, work.job.report, influencer, influencer + 1);
                const registers = scratch.table[row * register_count ..][0..register_count];
                registers_of.foldAscending(registers, sample.marks.items[slice.from..slice.to], progress);
            }
        }

        /// Notes which hash goes where in the lists, and asks for it; `resolve()` fetches them all when they have come.
        fn collectSample(work: *const Work, scratch: *Scratch, sample: *const networks.Sample) Error!void {
            const hashes = sample.hashes.items;
            var count: usize = 0;
            for (scratch.list[0..scratch.list_count], scratch.list_cursors[0..scratch.list_count]) |influencer, *cursor| {
                const slice = try sample.slice(work.network, work.job.report, influencer, influencer + 1);
                for (sample.followers.items[slice.from..slice.to], slice.from..) |follower, edge| {
                    if (follower >= hashes.len) {
                        return sample.corrupt(work.network, work.job.report, "by_influencer_followers.npy", sample.followers.offsetOf(edge), "follower index must be below {d}, found {d}", .{ hashes.len, follower });
                    }
                    @prefetch(&hashes[follower], .{});
                    scratch.pending[count] = .{ .place = cursor.*, .follower = follower };
                    cursor.* += 1;
                    count += 1;
                }
            }
            scratch.pending_count = count;
        }
    };
}

const block_size_max = 1024;

const Pending = struct { place: u32, follower: u32 };

/// What one worker needs for one block.
const Scratch = struct {
    table: []u16,
    lists: []u64,
    /// Hashes of the current sample that are on their way into lists.
    pending: []Pending,
    pending_count: usize = 0,
    list_size: usize = 0,
    dense_count: usize = 0,
    list_count: usize = 0,
    dense: [block_size_max]u32 = undefined,
    progress: [block_size_max]registers_of.Progress = undefined,
    list: [block_size_max]u32 = undefined,
    list_starts: [block_size_max + 1]u32 = undefined,
    list_cursors: [block_size_max]u32 = undefined,

    fn init(table_size: usize, lists_size: usize) Error!Scratch {
        const table = try allocator.alloc(u16, table_size);
        errdefer allocator.free(table);
        const lists = try allocator.alloc(u64, lists_size);
        errdefer allocator.free(lists);
        return .{ .table = table, .lists = lists, .pending = try allocator.alloc(Pending, lists_size) };
    }

    fn deinit(scratch: *const Scratch) void {
        allocator.free(scratch.table);
        allocator.free(scratch.lists);
        allocator.free(scratch.pending);
    }

    /// Which influencers of the block are rows, which are lists, and where each list will stand.
    fn sortOut(scratch: *Scratch, layout: *const signature_files.Layout, block: networks.Block) void {
        scratch.dense_count = 0;
        scratch.list_count = 0;
        scratch.list_size = 0;
        for (block.first..block.last) |influencer| {
            if (layout.isDense(influencer)) {
                scratch.dense[scratch.dense_count] = @intCast(influencer);
                scratch.progress[scratch.dense_count] = .{};
                scratch.dense_count += 1;
            } else {
                scratch.list[scratch.list_count] = @intCast(influencer);
                scratch.list_starts[scratch.list_count] = @intCast(scratch.list_size);
                scratch.list_cursors[scratch.list_count] = @intCast(scratch.list_size);
                scratch.list_count += 1;
                scratch.list_size += layout.follower_counts[influencer];
            }
        }
        scratch.list_starts[scratch.list_count] = @intCast(scratch.list_size);
    }

    /// Asks for the marks and followers of a sample that comes next. Offsets are not checked yet: nothing is read through them.
    fn prefetch(scratch: *const Scratch, sample: *const networks.Sample) void {
        const offsets = sample.offsets.items;
        for (scratch.dense[0..scratch.dense_count]) |influencer| sample.prefetchMarks(offsets[influencer], offsets[influencer + 1]);
        for (scratch.list[0..scratch.list_count]) |influencer| sample.prefetchFollowers(offsets[influencer]);
    }

    fn resolve(scratch: *Scratch, sample: *const networks.Sample) void {
        for (scratch.pending[0..scratch.pending_count]) |pending| scratch.lists[pending.place] = sample.hashes.items[pending.follower];
    }

    fn listOf(scratch: *Scratch, i: usize) []u64 {
        return scratch.lists[scratch.list_starts[i]..scratch.list_starts[i + 1]];
    }
};
