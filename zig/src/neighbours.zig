//! The nearest influencers of each, by estimated Jaccard (DESIGN 10).
//!
//! Candidates come from an inverted index of registers: in each bin, influencers with the same code stand together in a run. Whoever
//! shares most runs is compared exactly, over all bins. Nothing is drawn except the sample that recall is measured on.

const std = @import("std");
const estimate = @import("estimate.zig");
const files = @import("files.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const pairs = @import("pairs.zig");
const Index = @import("register_index.zig").Index;
const registers_of = @import("registers.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Request = struct {
    signatures: []const u8,
    neighbourCount: u32,
    seed: u64,
    recallSample: u32,
    folder: []const u8,
    threads: u32,
};

pub const Answer = struct {
    edges: u64,
    isolated: u64,
    compared: u64,
    recall: f64,
    recallSample: u32,
};

/// One match can be chance; two of a thousand rarely are.
const matches_min = 2;
/// Candidates that are compared exactly, for each neighbour that is kept.
const candidates_per_neighbour = 4;
/// Influencers per item of work.
const block_size = 64;

const Neighbour = struct {
    influencer: u32,
    weight: f64,

    fn isNearer(_: void, a: Neighbour, b: Neighbour) bool {
        return if (a.weight != b.weight) a.weight > b.weight else a.influencer < b.influencer;
    }
};

pub fn build(job: *const Job, request: Request) Error!Answer {
    if (request.neighbourCount == 0 or request.neighbourCount > 1000) {
        return job.report.fail(error.InvalidArgument, "", 0, "needed 1 to 1000 neighbours, got {d}", .{request.neighbourCount});
    }
    const signatures: Signatures = try .open(job.report, request.signatures);
    defer signatures.close();
    const count = signatures.influencer_count;
    const index: Index = try .build(job, &signatures);
    defer index.deinit();
    job.start(count);
    const rows = try allocator.alloc(Neighbour, @as(usize, count) * request.neighbourCount);
    defer allocator.free(rows);
    const sizes = try allocator.alloc(u32, count);
    defer allocator.free(sizes);
    const workers = try allocator.alloc(Worker, job.workerCount());
    defer allocator.free(workers);
    var made: usize = 0;
    defer for (workers[0..made]) |*worker| worker.deinit();
    for (workers) |*worker| {
        worker.* = try .init(&signatures);
        made += 1;
    }
    const work: Work = .{ .job = job, .signatures = &signatures, .index = &index, .neighbour_count = request.neighbourCount, .rows = rows, .sizes = sizes, .workers = workers };
    try job.forEach(std.math.divCeil(usize, count, block_size) catch unreachable, &work, Work.block);
    var compared: u64 = 0;
    for (workers) |*worker| compared += worker.compared;
    var answer = try writeRows(job, &signatures, &work, request.folder);
    answer.compared = compared;
    answer.recallSample = @min(request.recallSample, count);
    answer.recall = try measureRecall(job, &work, request.seed, answer.recallSample);
    return answer;
}

const Worker = struct {
    /// Matching registers of each influencer; all 0 between questions.
    matches: []u16,
    candidates: std.ArrayList(Neighbour) = .empty,
    room: []u16,
    scratch: pairs.Scratch,
    compared: u64 = 0,

    fn init(signatures: *const Signatures) Error!Worker {
        const matches = try allocator.alloc(u16, signatures.influencer_count);
        errdefer allocator.free(matches);
        @memset(matches, 0);
        const room = try allocator.alloc(u16, signatures.register_count);
        errdefer allocator.free(room);
        return .{ .matches = matches, .room = room, .scratch = try .init(signatures.register_count) };
    }

    fn deinit(worker: *Worker) void {
        allocator.free(worker.matches);
        allocator.free(worker.room);
        worker.candidates.deinit(allocator);
        worker.scratch.deinit();
    }
};

const Work = struct {
    job: *const Job,
    signatures: *const Signatures,
    index: *const Index,
    neighbour_count: u32,
    rows: []Neighbour,
    sizes: []u32,
    workers: []Worker,

    fn block(work: *const Work, worker: usize, item: usize) Error!void {
        const first = item * block_size;
        const last = @min(first + block_size, work.sizes.len);
        for (first..last) |influencer| try work.one(&work.workers[worker], influencer);
        work.job.advance(last - first);
    }

    fn one(work: *const Work, worker: *Worker, influencer: usize) Error!void {
        work.index.countMatches(influencer, worker.matches);
        worker.matches[influencer] = 0;
        try work.collect(worker, influencer);
        const candidates = worker.candidates.items;
        const kept = @min(candidates.len, work.neighbour_count * candidates_per_neighbour);
        std.mem.sortUnstable(Neighbour, candidates, {}, Neighbour.isNearer);
        const asked: pairs.Asked = .init(work.signatures, influencer, worker.room);
        for (candidates[0..kept]) |*candidate| {
            candidate.weight = work.weigh(&asked, influencer, candidate.influencer, &worker.scratch);
        }
        worker.compared += kept;
        std.mem.sortUnstable(Neighbour, candidates[0..kept], {}, Neighbour.isNearer);
        var size: u32 = 0;
        for (candidates[0..@min(kept, work.neighbour_count)]) |candidate| {
            if (candidate.weight <= 0) break;
            work.rows[influencer * work.neighbour_count + size] = candidate;
            size += 1;
        }
        work.sizes[influencer] = size;
    }

    /// Whoever has enough matches, with the share of matches among the bins that either is expected to fill.
    fn collect(work: *const Work, worker: *Worker, influencer: usize) Error!void {
        worker.candidates.clearRetainingCapacity();
        const counts = work.signatures.follower_counts.items;
        const own: f64 = @floatFromInt(counts[influencer]);
        const bins: f64 = @floatFromInt(work.signatures.register_count);
        const lane_count = 32;
        const matches = worker.matches;
        var start: usize = 0;
        while (start < matches.len) : (start += lane_count) {
            const end = @min(start + lane_count, matches.len);
            if (end - start == lane_count) {
                const lanes: @Vector(lane_count, u16) = matches[start..][0..lane_count].*;
                if (@reduce(.Max, lanes) < matches_min) {
                    matches[start..][0..lane_count].* = @splat(0);
                    continue;
                }
            }
            for (start..end) |other| {
                const found = matches[other];
                matches[other] = 0;
                if (found < matches_min) continue;
                const both = own + @as(f64, @floatFromInt(counts[other]));
                const filled = bins * (1 - @exp(-both / bins));
                try worker.candidates.append(allocator, .{ .influencer = @intCast(other), .weight = @as(f64, @floatFromInt(found)) / filled });
            }
        }
    }

    /// Estimated Jaccard; 0 where it is not above noise.
    fn weigh(work: *const Work, asked: *const pairs.Asked, influencer: usize, other: usize, scratch: *const pairs.Scratch) f64 {
        const statistics = asked.compare(work.signatures, other, scratch);
        const shared = if (statistics.exact_shared >= 0) statistics.exact_shared else @as(i32, @intCast(statistics.equal));
        if (shared < matches_min) return 0;
        const counts = work.signatures.follower_counts.items;
        return estimate.score(.jaccard, statistics, work.signatures.register_count, counts[influencer], counts[other]);
    }
};

fn writeRows(job: *const Job, signatures: *const Signatures, work: *const Work, folder: []const u8) Error!Answer {
    const count = work.sizes.len;
    const offsets = try allocator.alloc(u64, count + 1);
    defer allocator.free(offsets);
    offsets[0] = 0;
    var isolated: u64 = 0;
    for (work.sizes, 0..) |size, i| {
        offsets[i + 1] = offsets[i] + size;
        isolated += @intFromBool(size == 0);
    }
    const edges = offsets[count];
    const neighbours = try allocator.alloc(u32, edges);
    defer allocator.free(neighbours);
    const weights = try allocator.alloc(f32, edges);
    defer allocator.free(weights);
    const halves = try allocator.alloc([2]f32, edges);
    defer allocator.free(halves);
    for (0..count) |influencer| {
        for (work.rows[influencer * work.neighbour_count ..][0..work.sizes[influencer]], offsets[influencer]..) |neighbour, entry| {
            neighbours[entry] = neighbour.influencer;
            weights[entry] = @floatCast(neighbour.weight);
        }
    }
    const halving: Halving = .{ .signatures = signatures, .offsets = offsets, .neighbours = neighbours, .halves = halves, .workers = work.workers };
    try job.forEach(std.math.divCeil(usize, count, block_size) catch unreachable, &halving, Halving.block);
    try files.writeArray(u64, job.report, &.{ folder, "offsets.npy" }, offsets);
    try files.writeArray(u32, job.report, &.{ folder, "neighbours.npy" }, neighbours);
    try files.writeArray(f32, job.report, &.{ folder, "weights.npy" }, weights);
    const output = try files.Output(f32).create(job.report, &.{ folder, "half_weights.npy" }, &.{ edges, 2 });
    defer output.close();
    try output.write(job.report, 0, @as([*]const f32, @ptrCast(halves.ptr))[0 .. edges * 2]);
    return .{ .edges = edges, .isolated = isolated, .compared = 0, .recall = 1, .recallSample = 0 };
}

/// Jaccard from the even and the odd bins alone: two halves of people that have nothing to do with each other.
const Halving = struct {
    signatures: *const Signatures,
    offsets: []const u64,
    neighbours: []const u32,
    halves: [][2]f32,
    workers: []Worker,

    fn block(halving: *const Halving, worker: usize, item: usize) Error!void {
        const scratch = &halving.workers[worker];
        const first = item * block_size;
        for (first..@min(first + block_size, halving.offsets.len - 1)) |influencer| {
            const own = registersOf(halving.signatures, influencer, scratch.room);
            for (halving.offsets[influencer]..halving.offsets[influencer + 1]) |entry| {
                halving.halves[entry] = halving.compare(own, influencer, halving.neighbours[entry], scratch.scratch.registers);
            }
        }
    }

    fn compare(halving: *const Halving, own: []const u16, influencer: usize, other: usize, room: []u16) [2]f32 {
        const theirs = registersOf(halving.signatures, other, room);
        var halves: [2]f32 = undefined;
        const counts = halving.signatures.follower_counts.items;
        for (&halves, 0..) |*half, parity| {
            var statistics: pairs.Statistics = .{};
            var bin = parity;
            while (bin < own.len) : (bin += 2) {
                const a = own[bin];
                const b = theirs[bin];
                const both_empty = a == identity.empty and b == identity.empty;
                statistics.both_empty += @intFromBool(both_empty);
                statistics.equal += @intFromBool(a == b and !both_empty);
                statistics.less += @intFromBool(a < b);
                statistics.greater += @intFromBool(a > b);
            }
            half.* = @floatCast(estimate.score(.jaccard, statistics, @intCast(own.len / 2), counts[influencer], counts[other]));
        }
        if (theirs.ptr == room.ptr) @memset(room, identity.empty);
        return halves;
    }
};

fn registersOf(signatures: *const Signatures, influencer: usize, room: []u16) []const u16 {
    switch (signatures.get(influencer)) {
        .registers => |registers| return registers,
        .list => |hashes| {
            @memset(room, identity.empty);
            registers_of.foldHashes(room, hashes);
            return room;
        },
    }
}

/// Share of the true nearest that were found, on a drawn sample: true = by comparing with everybody. Ties count as found.
fn measureRecall(job: *const Job, work: *const Work, seed: u64, sample: u32) Error!f64 {
    const count = work.sizes.len;
    if (sample == 0) return 1;
    const drawn = try allocator.alloc(u32, count);
    defer allocator.free(drawn);
    for (drawn, 0..) |*influencer, i| influencer.* = @intCast(i);
    var random: std.Random.DefaultPrng = .init(seed);
    random.random().shuffle(u32, drawn);
    const found = try allocator.alloc([2]u64, sample);
    defer allocator.free(found);
    const measuring: Measuring = .{ .work = work, .drawn = drawn, .found = found };
    try job.forEach(sample, &measuring, Measuring.one);
    var totals: [2]u64 = .{ 0, 0 };
    for (found) |pair| {
        totals[0] += pair[0];
        totals[1] += pair[1];
    }
    return if (totals[1] == 0) 1 else @as(f64, @floatFromInt(totals[0])) / @as(f64, @floatFromInt(totals[1]));
}

const Measuring = struct {
    work: *const Work,
    drawn: []const u32,
    /// Found, true.
    found: [][2]u64,

    fn one(measuring: *const Measuring, worker: usize, item: usize) Error!void {
        const work = measuring.work;
        const scratch = &work.workers[worker];
        const influencer = measuring.drawn[item];
        const asked: pairs.Asked = .init(work.signatures, influencer, scratch.room);
        scratch.candidates.clearRetainingCapacity();
        for (0..work.sizes.len) |other| {
            if (other == influencer) continue;
            const weight = work.weigh(&asked, influencer, other, &scratch.scratch);
            if (weight > 0) try scratch.candidates.append(allocator, .{ .influencer = @intCast(other), .weight = weight });
        }
        const all = scratch.candidates.items;
        std.mem.sortUnstable(Neighbour, all, {}, Neighbour.isNearer);
        const true_count = @min(all.len, work.neighbour_count);
        if (true_count == 0) {
            measuring.found[item] = .{ 0, 0 };
            return;
        }
        const bar = all[true_count - 1].weight;
        var hits: u64 = 0;
        for (work.rows[influencer * work.neighbour_count ..][0..work.sizes[influencer]]) |neighbour| {
            hits += @intFromBool(neighbour.weight >= bar);
        }
        measuring.found[item] = .{ @min(hits, true_count), true_count };
    }
};
