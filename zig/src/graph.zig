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

/// One end of an edge. Neighbour and weight stand together: a row that is met out of order costs one miss, not two.
pub const Tie = extern struct { node: u32, weight: f32 };

pub const Graph = struct {
    offsets: []u64,
    ties: []Tie,
    /// What the null model sees of a node: its strength (modularity) or how many nodes it stands for (CPM).
    masses: []f64,

    pub fn nodeCount(graph: *const Graph) usize {
        return graph.masses.len;
    }

    pub fn row(graph: *const Graph, node: usize) []const Tie {
        return graph.ties[graph.offsets[node]..graph.offsets[node + 1]];
    }

    pub fn deinit(graph: *const Graph) void {
        allocator.free(graph.offsets);
        allocator.free(graph.ties);
        allocator.free(graph.masses);
    }

    /// Both directions of every edge; of an edge that is given twice the larger weight; no loops. Rows ascend. Masses are strengths.
    pub fn symmetrize(job: *const Job, rows: Rows) Error!Graph {
        const node_count = rows.offsets.len - 1;
        const columns = try transpose(rows);
        defer columns.deinit();
        const merging: Merging = .{ .rows = rows, .columns = &columns };
        var graph = try buildRows(job, node_count, &merging, Merging.fill);
        errdefer graph.deinit();
        for (graph.masses, 0..) |*mass, node| {
            var strength: f64 = 0;
            for (graph.row(node)) |tie| strength += tie.weight;
            mass.* = strength;
        }
        return graph;
    }

    /// Takes out the edges between different groups; masses stay.
    pub fn cut(graph: *Graph, groups: []const u32) Error!void {
        var end: usize = 0;
        var start: usize = 0;
        for (0..graph.nodeCount()) |node| {
            const stop = graph.offsets[node + 1];
            graph.offsets[node] = end;
            for (graph.ties[start..stop]) |tie| {
                if (groups[tie.node] != groups[node]) continue;
                graph.ties[end] = tie;
                end += 1;
            }
            start = stop;
        }
        graph.offsets[graph.nodeCount()] = end;
        graph.ties = try allocator.realloc(graph.ties, end);
    }
};

/// Nodes of one chunk of `buildRows`: enough work to be worth handing out, whatever the number of threads.
const chunk_size = 2048;

/// Makes a graph row by row on all threads: `fill(context, worker, node, ties)` appends the row of a node. Masses are left undefined.
pub fn buildRows(
    job: *const Job,
    node_count: usize,
    context: anytype,
    comptime fill: fn (@TypeOf(context), worker: usize, node: usize, ties: *std.ArrayList(Tie)) Error!void,
) Error!Graph {
    const Building = struct {
        context: @TypeOf(context),
        offsets: []u64,
        chunks: []std.ArrayList(Tie),
        ties: []Tie = &.{},

        fn make(building: *const @This(), worker: usize, chunk: usize) Error!void {
            const ties = &building.chunks[chunk];
            const first = chunk * chunk_size;
            const last = @min(first + chunk_size, building.offsets.len - 1);
            for (first..last) |node| {
                const start = ties.items.len;
                try fill(building.context, worker, node, ties);
                building.offsets[node + 1] = ties.items.len - start;
            }
        }

        fn join(building: *const @This(), _: usize, chunk: usize) Error!void {
            const ties = &building.chunks[chunk];
            @memcpy(building.ties[building.offsets[chunk * chunk_size]..][0..ties.items.len], ties.items);
            ties.clearAndFree(allocator);
        }
    };
    const chunks = try allocator.alloc(std.ArrayList(Tie), std.math.divCeil(usize, node_count, chunk_size) catch unreachable);
    defer allocator.free(chunks);
    for (chunks) |*chunk| chunk.* = .empty;
    defer for (chunks) |*chunk| chunk.deinit(allocator);
    const offsets = try allocator.alloc(u64, node_count + 1);
    errdefer allocator.free(offsets);
    offsets[0] = 0;
    var building: Building = .{ .context = context, .offsets = offsets, .chunks = chunks };
    try job.forEach(chunks.len, &building, Building.make);
    for (offsets[0..node_count], offsets[1..]) |before, *after| after.* += before;
    building.ties = try allocator.alloc(Tie, offsets[node_count]);
    errdefer allocator.free(building.ties);
    try job.forEach(chunks.len, &building, Building.join);
    return .{ .offsets = offsets, .ties = building.ties, .masses = try allocator.alloc(f64, node_count) };
}

const Columns = struct {
    offsets: []u64,
    ties: []Tie,

    fn deinit(columns: *const Columns) void {
        allocator.free(columns.offsets);
        allocator.free(columns.ties);
    }
};

/// Rows of the other direction, each ascending. Loops are left out.
fn transpose(rows: Rows) Error!Columns {
    const node_count = rows.offsets.len - 1;
    // One place more than nodes: while rows are filled, offsets[node + 1] is where the next entry of the node goes.
    const offsets = try allocator.alloc(u64, node_count + 2);
    errdefer allocator.free(offsets);
    @memset(offsets, 0);
    for (0..node_count) |node| {
        for (rows.neighbours[rows.offsets[node]..rows.offsets[node + 1]]) |neighbour| offsets[neighbour + 2] += @intFromBool(neighbour != node);
    }
    for (2..node_count + 2) |node| offsets[node] += offsets[node - 1];
    const ties = try allocator.alloc(Tie, offsets[node_count + 1]);
    for (0..node_count) |node| {
        for (rows.offsets[node]..rows.offsets[node + 1]) |entry| {
            const neighbour = rows.neighbours[entry];
            if (neighbour == node) continue;
            ties[offsets[neighbour + 1]] = .{ .node = @intCast(node), .weight = if (rows.weights.len == 0) 1 else rows.weights[entry] };
            offsets[neighbour + 1] += 1;
        }
    }
    return .{ .offsets = offsets, .ties = ties };
}

const Merging = struct {
    rows: Rows,
    columns: *const Columns,

    /// Union of a node's row and column, the larger weight where both have a neighbour.
    fn fill(merging: *const Merging, _: usize, node: usize, out: *std.ArrayList(Tie)) Error!void {
        const rows = merging.rows;
        const start = out.items.len;
        const column = merging.columns.ties[merging.columns.offsets[node]..merging.columns.offsets[node + 1]];
        const from = rows.offsets[node];
        const to = rows.offsets[node + 1];
        // The row is sorted in the room behind the place where the union goes.
        try out.ensureUnusedCapacity(allocator, 2 * (to - from) + column.len);
        const room = out.unusedCapacitySlice();
        const row = room[(to - from) + column.len ..][0 .. to - from];
        var row_size: usize = 0;
        for (from..to) |entry| {
            row[row_size] = .{ .node = rows.neighbours[entry], .weight = if (rows.weights.len == 0) 1 else rows.weights[entry] };
            row_size += @intFromBool(row[row_size].node != node);
        }
        sort(row[0..row_size]);
        var end: usize = 0;
        var i: usize = 0;
        var j: usize = 0;
        while (i < row_size or j < column.len) {
            const takes_row = j == column.len or (i < row_size and row[i].node <= column[j].node);
            const tie = if (takes_row) row[i] else column[j];
            if (takes_row) i += 1 else j += 1;
            if (end > 0 and room[end - 1].node == tie.node) {
                room[end - 1].weight = @max(room[end - 1].weight, tie.weight);
            } else {
                room[end] = tie;
                end += 1;
            }
        }
        out.items.len = start + end;
    }

    fn sort(row: []Tie) void {
        if (row.len > insertion_max) return std.mem.sortUnstable(Tie, row, {}, isBefore);
        for (1..@max(row.len, 1)) |i| {
            const tie = row[i];
            var place = i;
            while (place > 0 and tie.node < row[place - 1].node) : (place -= 1) row[place] = row[place - 1];
            row[place] = tie;
        }
    }

    fn isBefore(_: void, a: Tie, b: Tie) bool {
        return a.node < b.node;
    }
};

/// Up to so many ties insertion is quicker than partition.
const insertion_max = 48;

test "symmetrize() has each edge from both ends, once, with the larger weight" {
    var control: jobs.Control = .{};
    var report: @import("status.zig").Report = .{};
    const job: Job = .{ .control = &control, .report = &report, .threads = 1 };
    const graph: Graph = try .symmetrize(&job, .{ .offsets = &.{ 0, 3, 4, 4 }, .neighbours = &.{ 0, 2, 1, 0 }, .weights = &.{ 9, 2, 1, 3 } });
    defer graph.deinit();
    try std.testing.expectEqualSlices(u64, &.{ 0, 2, 3, 4 }, graph.offsets);
    const expected = [_]Tie{ .{ .node = 1, .weight = 3 }, .{ .node = 2, .weight = 2 }, .{ .node = 0, .weight = 3 }, .{ .node = 0, .weight = 2 } };
    try std.testing.expectEqualDeep(expected[0..], graph.ties);
    try std.testing.expectEqualSlices(f64, &.{ 5, 3, 2 }, graph.masses);
}
