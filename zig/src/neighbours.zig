//! The nearest influencers of each, by estimated Jaccard (DESIGN 10).
//!
//! Candidates come from an inverted index of registers: in each bin, influencers with the same code stand together in a run. Whoever
//! shares most runs is compared exactly, over all bins. Nothing is drawn except the sample that recall is measured on.

const std = @import("std");
const files = @import("files.zig");
const Halving = @import("neighbour_halves.zig").Halving;
const jobs = @import("job.zig");
const search = @import("neighbour_search.zig");
const measureRecall = @import("neighbour_recall.zig").measureRecall;
const Index = @import("register_index.zig").Index;
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const Neighbour = search.Neighbour;
const Work = search.Work;
const Worker = search.Worker;
const allocator = jobs.allocator;
const block_size = search.block_size;

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
    const empty_shares = try allocator.alloc(f64, count);
    defer allocator.free(empty_shares);
    for (empty_shares, signatures.follower_counts.items) |*share, followers| {
        share.* = @exp(-@as(f64, @floatFromInt(followers)) / @as(f64, @floatFromInt(signatures.register_count)));
    }
    const work: Work = .{ .job = job, .signatures = &signatures, .index = &index, .neighbour_count = request.neighbourCount, .empty_shares = empty_shares, .rows = rows, .sizes = sizes, .workers = workers };
    try job.forEach(std.math.divCeil(usize, count, block_size) catch unreachable, &work, Work.block);
    var compared: u64 = 0;
    for (workers) |*worker| compared += worker.compared;
    var answer = try writeRows(job, &signatures, &work, request.folder);
    answer.compared = compared;
    answer.recallSample = @min(request.recallSample, count);
    answer.recall = try measureRecall(job, &work, request.seed, answer.recallSample);
    return answer;
}

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
    const halving: Halving = .{ .signatures = signatures, .offsets = offsets, .neighbours = neighbours, .halves = halves };
    try job.forEach(std.math.divCeil(usize, count, block_size) catch unreachable, &halving, Halving.block);
    try files.writeArray(u64, job.report, &.{ folder, "offsets.npy" }, offsets);
    try files.writeArray(u32, job.report, &.{ folder, "neighbours.npy" }, neighbours);
    try files.writeArray(f32, job.report, &.{ folder, "weights.npy" }, weights);
    const output = try files.Output(f32).create(job.report, &.{ folder, "half_weights.npy" }, &.{ edges, 2 });
    defer output.close();
    try output.write(job.report, 0, @as([*]const f32, @ptrCast(halves.ptr))[0 .. edges * 2]);
    return .{ .edges = edges, .isolated = isolated, .compared = 0, .recall = 1, .recallSample = 0 };
}
