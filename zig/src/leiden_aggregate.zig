//! The third phase of Leiden: the graph of parts, one node each, weights added up.

const std = @import("std");
const graphs = @import("graph.zig");
const Groups = @import("groups.zig").Groups;
const jobs = @import("job.zig");
const prefetchRow = @import("leiden_refine.zig").prefetchRow;
const Error = jobs.Error;
const Graph = graphs.Graph;
const Job = jobs.Job;
const Tie = graphs.Tie;
const allocator = jobs.allocator;

/// Ties within a part are left out: wherever the part goes, they go with it.
pub fn aggregate(job: *const Job, graph: *const Graph, parts: []const u32, part_count: usize) Error!Graph {
    const groups: Groups = try .init(parts, part_count);
    defer groups.deinit();
    const sums = try allocator.alloc([]f64, job.workerCount());
    @memset(sums, &.{});
    defer {
        for (sums) |own| allocator.free(own);
        allocator.free(sums);
    }
    const adding: Adding = .{ .graph = graph, .parts = parts, .groups = &groups, .sums = sums };
    const result = try graphs.buildRows(job, part_count, &adding, Adding.fill);
    for (result.masses, 0..) |*mass, part| {
        mass.* = 0;
        for (groups.of(part)) |node| mass.* += graph.masses[node];
    }
    return result;
}

const Adding = struct {
    graph: *const Graph,
    parts: []const u32,
    groups: *const Groups,
    /// Of each worker: weight of ties to each part, all 0 between rows.
    sums: [][]f64,

    fn fill(adding: *const Adding, worker: usize, part: usize, ties: *std.ArrayList(Tie)) Error!void {
        const sums = &adding.sums[worker];
        if (sums.len == 0) {
            const room = try allocator.alloc(f64, adding.groups.count());
            @memset(room, 0);
            sums.* = room;
        }
        const start = ties.items.len;
        const members = adding.groups.of(part);
        for (members, 0..) |node, i| {
            if (i + 1 < members.len) prefetchRow(adding.graph, members[i + 1]);
            const row = adding.graph.row(node);
            try ties.ensureUnusedCapacity(allocator, row.len);
            for (row) |tie| {
                const other = adding.parts[tie.node];
                if (other == part) continue;
                if (sums.*[other] == 0) ties.appendAssumeCapacity(.{ .node = other, .weight = 0 });
                sums.*[other] += tie.weight;
            }
        }
        for (ties.items[start..]) |*tie| {
            tie.weight = @floatCast(sums.*[tie.node]);
            sums.*[tie.node] = 0;
        }
    }
};
