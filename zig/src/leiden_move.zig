//! The first phase of Leiden: nodes go where the gain is largest, until none gains.

const std = @import("std");
const Graph = @import("graph.zig").Graph;
const jobs = @import("job.zig");
const Objective = @import("leiden_objective.zig").Objective;
const Random = @import("shuffle.zig").Random;
const Error = jobs.Error;
const allocator = jobs.allocator;

/// What is known of a community, on one cache line with the sum that is being made: its mass is needed whenever a tie leads to it.
const Community = extern struct {
    /// Weight of the ties from the node that is looked at; 0 between nodes.
    sum: f64 = 0,
    mass: f64 = 0,
};

/// Moves nodes to the neighbouring community with the largest gain until none gains; ties go to the community met first in the row.
/// Nodes wait in a queue, in random order at first; a move wakes the neighbours that stay outside.
/// `partition` holds numbers below the count of nodes. Returns how much quality rose.
pub fn moveNodes(job: *const jobs.Job, graph: *const Graph, objective: Objective, random: *Random, partition: []u32) Error!f64 {
    const count = graph.nodeCount();
    const communities = try allocator.alloc(Community, count);
    defer allocator.free(communities);
    @memset(communities, .{});
    const sizes = try allocator.alloc(u32, count);
    defer allocator.free(sizes);
    @memset(sizes, 0);
    for (partition, graph.masses) |community, mass| {
        communities[community].mass += mass;
        sizes[community] += 1;
    }
    var empty: std.ArrayList(u32) = .empty;
    defer empty.deinit(allocator);
    for (sizes, 0..) |size, community| if (size == 0) try empty.append(allocator, @intCast(community));
    // One more: while sums are made, the place after the last is written too.
    const touched = try allocator.alloc(u32, count + 1);
    defer allocator.free(touched);
    var queue: Queue = try .init(count, random);
    defer queue.deinit();
    var gained: f64 = 0;
    var visits: usize = 0;
    while (queue.pop()) |node| : (visits += 1) {
        if (visits % 65_536 == 0) try job.checkStop();
        queue.prefetch(graph, partition);
        const own = partition[node];
        const mass = graph.masses[node];
        const touched_count = sumTies(graph.row(node), partition, communities, touched);
        communities[own].mass -= mass;
        const stay = objective.gain(communities[own].sum, mass, communities[own].mass);
        var best = own;
        var best_gain = stay;
        // To leave for a community of its own gains 0.
        if (stay < -objective.tolerance and sizes[own] > 1) {
            if (empty.getLastOrNull()) |alone| {
                best = alone;
                best_gain = 0;
            }
        }
        for (touched[0..touched_count]) |number| {
            const community = &communities[number];
            const gain = objective.gain(community.sum, mass, community.mass);
            community.sum = 0;
            if (gain > best_gain + objective.tolerance) {
                best = number;
                best_gain = gain;
            }
        }
        communities[best].mass += mass;
        if (best == own) continue;
        gained += 2 * (best_gain - stay);
        partition[node] = best;
        sizes[own] -= 1;
        if (sizes[own] == 0) try empty.append(allocator, own);
        if (sizes[best] == 0) _ = empty.pop();
        sizes[best] += 1;
        for (graph.row(node)) |tie| {
            if (partition[tie.node] != best) queue.push(tie.node);
        }
    }
    return gained;
}

/// Adds the ties of a row up by community. Returns how many communities were touched.
/// The addresses are those of a checked graph and of numbers that we made; bounds checks cost a sixth of the time here.
inline fn sumTies(row: anytype, partition: []const u32, communities: []Community, touched: []u32) usize {
    @setRuntimeSafety(false);
    var count: usize = 0;
    for (row) |tie| {
        const number = partition[tie.node];
        const community = &communities[number];
        touched[count] = number;
        count += @intFromBool(community.sum == 0);
        community.sum += tie.weight;
    }
    return count;
}

/// Nodes that wait, first in, first out, each once.
const Queue = struct {
    nodes: []u32,
    waits: []bool,
    head: usize = 0,
    size: usize,

    fn init(count: usize, random: *Random) Error!Queue {
        const nodes = try allocator.alloc(u32, count);
        errdefer allocator.free(nodes);
        for (nodes, 0..) |*node, i| node.* = @intCast(i);
        random.shuffle(nodes);
        const waits = try allocator.alloc(bool, count);
        @memset(waits, true);
        return .{ .nodes = nodes, .waits = waits, .size = count };
    }

    fn deinit(queue: *const Queue) void {
        allocator.free(queue.nodes);
        allocator.free(queue.waits);
    }

    fn pop(queue: *Queue) ?u32 {
        if (queue.size == 0) return null;
        const node = queue.nodes[queue.head];
        queue.head = if (queue.head + 1 == queue.nodes.len) 0 else queue.head + 1;
        queue.size -= 1;
        queue.waits[node] = false;
        return node;
    }

    fn push(queue: *Queue, node: u32) void {
        if (queue.waits[node]) return;
        queue.waits[node] = true;
        const tail = queue.head + queue.size;
        queue.nodes[if (tail >= queue.nodes.len) tail - queue.nodes.len else tail] = node;
        queue.size += 1;
    }

    /// Asks for what the next nodes will need: rows come in random order, each a miss of its own otherwise.
    inline fn prefetch(queue: *const Queue, graph: *const Graph, partition: []const u32) void {
        if (queue.size < 4) return;
        const places = queue.nodes.len;
        const ahead = struct {
            inline fn of(q: *const Queue, n: usize, steps: usize) u32 {
                const at = q.head + steps;
                return q.nodes[if (at >= n) at - n else at];
            }
        };
        @prefetch(&graph.offsets[ahead.of(queue, places, 3)], .{});
        const second = graph.row(ahead.of(queue, places, 1));
        var i: usize = 0;
        while (i < second.len and i < 128) : (i += 8) @prefetch(&second[i], .{});
        const first = graph.row(ahead.of(queue, places, 0));
        for (first[0..@min(first.len, 128)]) |tie| @prefetch(&partition[tie.node], .{});
    }
};
