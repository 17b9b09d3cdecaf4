//! Leiden (Traag, Waltman & van Eck 2019): moves nodes, refines, aggregates, until nothing moves.
//!
//! Quality is sum over communities of (weight inside, both ways) - scale * mass^2: modularity has masses = strengths and
//! scale = resolution / total strength; CPM has masses = node counts and scale = resolution.
//! One thread moves nodes, all threads do the rest in pieces that do not depend on their number, so the result depends on the seed alone.

const std = @import("std");
const aggregate = @import("leiden_aggregate.zig").aggregate;
const graphs = @import("graph.zig");
const jobs = @import("job.zig");
const moveNodes = @import("leiden_move.zig").moveNodes;
const Objective = @import("leiden_objective.zig").Objective;
const Random = @import("shuffle.zig").Random;
const refine = @import("leiden_refine.zig").refine;
const splitAndNumber = @import("leiden_pieces.zig").splitAndNumber;
const Graph = graphs.Graph;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Quality = enum { modularity, cpm };

pub const Request = struct {
    quality: Quality,
    resolution: f64,
    seed: u64,
    iterations: u32,
    threads: u32,
};

pub const Answer = struct { communityCount: u32, quality: f64, iterations: u32 };

/// `communities` receives the community of each node: numbered by size, largest first, ties by their least node.
/// `within` is empty or a partition that the result refines.
pub fn detect(job: *const Job, rows: graphs.Rows, within: []const u32, request: Request, communities: []u32) Error!Answer {
    if (!(request.resolution >= 0 and request.resolution < std.math.inf(f64))) {
        return graphs.refuse(job, "resolution must be 0 or more, got {d}", .{request.resolution});
    }
    if (request.iterations == 0) return graphs.refuse(job, "needed at least 1 iteration, got 0", .{});
    try rows.check(job);
    var graph: Graph = try .symmetrize(job, rows);
    defer graph.deinit();
    var total: f64 = 0;
    for (graph.masses) |strength| total += strength;
    if (request.quality == .cpm) @memset(graph.masses, 1);
    if (within.len > 0) try graph.cut(within);
    const objective: Objective = .{
        .scale = switch (request.quality) {
            .modularity => if (total > 0) request.resolution / total else 0,
            .cpm => request.resolution,
        },
        .tolerance = if (communities.len > 0) 1e-10 * total / @as(f64, @floatFromInt(communities.len)) else 0,
    };
    job.start(request.iterations);
    for (communities, 0..) |*community, node| community.* = @intCast(node);
    var random: Random = .init(request.seed, 0);
    var done: u32 = 0;
    while (done < request.iterations) {
        const gained = try iterate(job, &graph, objective, &random, communities);
        done += 1;
        job.advance(1);
        if (gained <= gain_min * total) break;
    }
    job.advance(request.iterations - done);
    const count = try splitAndNumber(job, &graph, communities);
    var quality = try objective.qualityOf(&graph, communities, count);
    if (request.quality == .modularity) quality = if (total > 0) quality / total else 0;
    return .{ .communityCount = count, .quality = quality, .iterations = done };
}

/// A pass that gains less, as a share of all weight, is the last: the next would gain less still.
const gain_min = 1e-6;

/// One pass of the whole algorithm from the partition given, whose numbers are below the count of nodes. Returns how much quality rose.
fn iterate(job: *const Job, base: *const Graph, objective: Objective, random: *Random, communities: []u32) Error!f64 {
    var gained: f64 = 0;
    // What each original node is now part of.
    const owner = try allocator.alloc(u32, communities.len);
    defer allocator.free(owner);
    for (owner, 0..) |*node, i| node.* = @intCast(i);
    var graph = base.*;
    var isOwn = false;
    defer if (isOwn) graph.deinit();
    var partition = try allocator.dupe(u32, communities);
    defer allocator.free(partition);
    while (true) {
        try job.checkStop();
        gained += try moveNodes(job, &graph, objective, random, partition);
        const parts = try refine(job, &graph, objective, random.next(), partition);
        defer parts.deinit();
        if (parts.count() == graph.nodeCount()) break;
        const next = try aggregate(job, &graph, parts.of, parts.count());
        if (isOwn) graph.deinit();
        graph = next;
        isOwn = true;
        for (owner) |*node| node.* = parts.of[node.*];
        const next_partition = try allocator.dupe(u32, parts.communities);
        allocator.free(partition);
        partition = next_partition;
    }
    for (communities, owner) |*community, node| community.* = partition[node];
    return gained;
}

test "two triangles joined by one edge are two communities" {
    const rows: graphs.Rows = .{
        .offsets = &.{ 0, 2, 3, 4, 6, 7, 7 },
        .neighbours = &.{ 1, 2, 2, 3, 4, 5, 5 },
        .weights = &.{},
    };
    var control: jobs.Control = .{};
    var report: @import("status.zig").Report = .{};
    const job: Job = .{ .control = &control, .report = &report, .threads = 1 };
    var communities: [6]u32 = undefined;
    const answer = try detect(&job, rows, &.{}, .{ .quality = .modularity, .resolution = 1, .seed = 1, .iterations = 10, .threads = 1 }, &communities);
    try std.testing.expectEqual(2, answer.communityCount);
    try std.testing.expectEqualSlices(u32, &.{ 0, 0, 0, 1, 1, 1 }, &communities);
    try std.testing.expectApproxEqAbs(6.0 / 7.0 - 0.5, answer.quality, 1e-12);
}
