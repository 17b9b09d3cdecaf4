//! A weighted undirected graph in memory, as compressed rows: each edge stands in the rows of both its ends.

const std = @import("std");
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Rows as the caller has them: any direction, edges twice or once, loops.
pub const Rows = struct {
    offsets: []const u64,
    neighbours: []const u32,
    /// Empty: every weight is 1.
    weights: []const f32,

    pub fn check(rows: Rows, job: *const Job) Error!void {
        const count = rows.offsets.len - 1;
        if (rows.offsets[0] != 0 or rows.offsets[count] != rows.neighbours.len) {
            return refuse(job, "offsets must go from 0 to {d}, found {d} to {d}", .{ rows.neighbours.len, rows.offsets[0], rows.offsets[count] });
        }
        for (rows.offsets[0..count], rows.offsets[1..], 0..) |before, after, i| {
            if (after < before) return refuse(job, "offsets must ascend, found {d} after {d} at {d}", .{ after, before, i + 1 });
        }
        for (rows.neighbours, 0..) |neighbour, i| {
            if (neighbour >= count) return refuse(job, "a neighbour must be below {d}, found {d} at {d}", .{ count, neighbour, i });
        }
        for (rows.weights, 0..) |weight, i| {
            if (!(weight > 0 and weight < std.math.inf(f32))) return refuse(job, "a weight must be positive and finite, found {d} at {d}", .{ weight, i });
        }
    }
};

pub fn refuse(job: *const Job, comptime reason: []const u8, arguments: anytype) Error {
    return job.report.fail(error.InvalidArgument, "", 0, reason, arguments);
}

pub const Graph = struct {
    offsets: []u64,
    neighbours: []u32,
    weights: []f32,
    /// Weight of edges inside what a node stands for, counted from both ends; 0 before aggregation.
    loops: []f64,
    /// What the null model sees of a node: its strength (modularity) or how many nodes it stands for (CPM).
    masses: []f64,

    pub fn nodeCount(graph: *const Graph) usize {
        return graph.masses.len;
    }

    pub fn deinit(graph: *const Graph) void {
        allocator.free(graph.offsets);
        allocator.free(graph.neighbours);
        allocator.free(graph.weights);
        allocator.free(graph.loops);
        allocator.free(graph.masses);
    }

    pub fn init(node_count: usize, entry_count: usize) Error!Graph {
        const offsets = try allocator.alloc(u64, node_count + 1);
        errdefer allocator.free(offsets);
        const neighbours = try allocator.alloc(u32, entry_count);
        errdefer allocator.free(neighbours);
        const weights = try allocator.alloc(f32, entry_count);
        errdefer allocator.free(weights);
        const loops = try allocator.alloc(f64, node_count);
        errdefer allocator.free(loops);
        @memset(loops, 0);
        return .{ .offsets = offsets, .neighbours = neighbours, .weights = weights, .loops = loops, .masses = try allocator.alloc(f64, node_count) };
    }

    /// Both directions of every edge; of an edge that is given twice the larger weight; no loops. Masses are strengths.
    pub fn symmetrize(rows: Rows) Error!Graph {
        // Turning rows into columns twice sorts them: no comparison is made.
        const columns = try transpose(rows);
        defer columns.deinit();
        const sorted = try transpose(.{ .offsets = columns.offsets, .neighbours = columns.neighbours, .weights = columns.weights });
        defer sorted.deinit();
        const node_count = rows.offsets.len - 1;
        const graph: Graph = try .init(node_count, columns.neighbours.len + sorted.neighbours.len);
        var end: usize = 0;
        for (0..node_count) |node| {
            graph.offsets[node] = end;
            end = mergeRows(&graph, end, rowOf(&columns, node), rowOf(&sorted, node));
            var strength: f64 = 0;
            for (graph.weights[graph.offsets[node]..end]) |weight| strength += weight;
            graph.masses[node] = strength;
        }
        graph.offsets[node_count] = end;
        return graph;
    }

    /// Takes out the edges between different groups; masses stay.
    pub fn cut(graph: *Graph, groups: []const u32) void {
        var end: usize = 0;
        var start: usize = 0;
        for (0..graph.nodeCount()) |node| {
            const stop = graph.offsets[node + 1];
            graph.offsets[node] = end;
            for (start..stop) |entry| {
                if (groups[graph.neighbours[entry]] != groups[node]) continue;
                graph.neighbours[end] = graph.neighbours[entry];
                graph.weights[end] = graph.weights[entry];
                end += 1;
            }
            start = stop;
        }
        graph.offsets[graph.nodeCount()] = end;
    }
};

const Row = struct { neighbours: []const u32, weights: []const f32 };

fn rowOf(columns: *const Columns, node: usize) Row {
    const from = columns.offsets[node];
    const to = columns.offsets[node + 1];
    return .{ .neighbours = columns.neighbours[from..to], .weights = columns.weights[from..to] };
}

const Columns = struct {
    offsets: []u64,
    neighbours: []u32,
    weights: []f32,

    fn deinit(columns: *const Columns) void {
        allocator.free(columns.offsets);
        allocator.free(columns.neighbours);
        allocator.free(columns.weights);
    }
};

/// Rows of the other direction, each ascending. Loops are left out.
fn transpose(rows: Rows) Error!Columns {
    const node_count = rows.offsets.len - 1;
    const offsets = try allocator.alloc(u64, node_count + 1);
    errdefer allocator.free(offsets);
    @memset(offsets, 0);
    for (0..node_count) |node| {
        for (rows.neighbours[rows.offsets[node]..rows.offsets[node + 1]]) |neighbour| {
            if (neighbour != node) offsets[neighbour + 1] += 1;
        }
    }
    for (1..node_count + 1) |node| offsets[node] += offsets[node - 1];
    const next = try allocator.dupe(u64, offsets[0..node_count]);
    defer allocator.free(next);
    const neighbours = try allocator.alloc(u32, offsets[node_count]);
    errdefer allocator.free(neighbours);
    const weights = try allocator.alloc(f32, offsets[node_count]);
    for (0..node_count) |node| {
        for (rows.offsets[node]..rows.offsets[node + 1]) |entry| {
            const neighbour = rows.neighbours[entry];
            if (neighbour == node) continue;
            const at = next[neighbour];
            next[neighbour] += 1;
            neighbours[at] = @intCast(node);
            weights[at] = if (rows.weights.len == 0) 1 else rows.weights[entry];
        }
    }
    return .{ .offsets = offsets, .neighbours = neighbours, .weights = weights };
}

/// Union of two ascending rows, the larger weight where both have a neighbour. Returns where the row ends.
fn mergeRows(graph: *const Graph, start: usize, left: Row, right: Row) usize {
    var end = start;
    var i: usize = 0;
    var j: usize = 0;
    while (i < left.neighbours.len or j < right.neighbours.len) {
        const takes_left = j == right.neighbours.len or (i < left.neighbours.len and left.neighbours[i] <= right.neighbours[j]);
        const neighbour = if (takes_left) left.neighbours[i] else right.neighbours[j];
        const weight = if (takes_left) left.weights[i] else right.weights[j];
        if (takes_left) i += 1 else j += 1;
        if (end > start and graph.neighbours[end - 1] == neighbour) {
            graph.weights[end - 1] = @max(graph.weights[end - 1], weight);
        } else {
            graph.neighbours[end] = neighbour;
            graph.weights[end] = weight;
            end += 1;
        }
    }
    return end;
}

test "symmetrize() has each edge from both ends, once, with the larger weight" {
    const graph: Graph = try .symmetrize(.{ .offsets = &.{ 0, 3, 4, 4 }, .neighbours = &.{ 0, 2, 1, 0 }, .weights = &.{ 9, 2, 1, 3 } });
    defer graph.deinit();
    try std.testing.expectEqualSlices(u64, &.{ 0, 2, 3, 4 }, graph.offsets);
    try std.testing.expectEqualSlices(u32, &.{ 1, 2, 0, 0 }, graph.neighbours[0..4]);
    try std.testing.expectEqualSlices(f32, &.{ 3, 2, 3, 2 }, graph.weights[0..4]);
    try std.testing.expectEqualSlices(f64, &.{ 5, 3, 2 }, graph.masses);
}
