//! The second phase of Leiden: parts of each community, grown from single nodes. Communities have nothing to do with each other here, so
//! threads share them out, and each draws its own random order from the seed and its number.

const std = @import("std");
const Graph = @import("graph.zig").Graph;
const Groups = @import("groups.zig").Groups;
const jobs = @import("job.zig");
const Objective = @import("leiden_objective.zig").Objective;
const Random = @import("shuffle.zig").Random;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Part of each node, numbered by community, then by least node; and the community of each part, numbered without gaps.
pub const Parts = struct {
    of: []u32,
    communities: []u32,

    pub fn count(parts: *const Parts) usize {
        return parts.communities.len;
    }

    pub fn deinit(parts: *const Parts) void {
        allocator.free(parts.of);
        allocator.free(parts.communities);
    }
};

/// Merges single nodes into the part with the largest gain; only what is well connected to the rest of its community takes part.
/// Parts are connected. `partition` holds numbers below the count of nodes.
pub fn refine(job: *const Job, graph: *const Graph, objective: Objective, seed: u32, partition: []const u32) Error!Parts {
    const count = graph.nodeCount();
    const groups: Groups = try .init(partition, count);
    defer groups.deinit();
    const chunks = try groups.chunk(4096);
    defer allocator.free(chunks);
    const states = try allocator.alloc(State, count);
    defer allocator.free(states);
    const sums = try allocator.alloc([]f64, job.workerCount());
    @memset(sums, &.{});
    defer {
        for (sums) |own| allocator.free(own);
        allocator.free(sums);
    }
    const refining: Refining = .{ .graph = graph, .objective = objective, .seed = seed, .partition = partition, .groups = &groups, .chunks = chunks, .states = states, .sums = sums };
    try job.forEach(chunks.len - 1, &refining, Refining.chunk);
    return number(&groups, states);
}

/// Of a node, and of the part that began with it.
const State = struct {
    part: u32,
    isSingle: bool,
    mass: f64,
    /// Ties of the part to the rest of its community.
    outward: f64,
};

const Refining = struct {
    graph: *const Graph,
    objective: Objective,
    seed: u32,
    partition: []const u32,
    groups: *const Groups,
    chunks: []const u32,
    states: []State,
    /// Of each worker: weight of ties to each part, all 0 between nodes.
    sums: [][]f64,

    fn chunk(refining: *const Refining, worker: usize, item: usize) Error!void {
        const sums = &refining.sums[worker];
        if (sums.len == 0) {
            const room = try allocator.alloc(f64, refining.states.len);
            @memset(room, 0);
            sums.* = room;
        }
        var touched: std.ArrayList(u32) = .empty;
        defer touched.deinit(allocator);
        var order: std.ArrayList(u32) = .empty;
        defer order.deinit(allocator);
        for (refining.chunks[item]..refining.chunks[item + 1]) |community| {
            const members = refining.groups.of(community);
            if (members.len == 0) continue;
            const mass = refining.start(members);
            order.clearRetainingCapacity();
            try order.appendSlice(allocator, members);
            var random: Random = .init(refining.seed, @intCast(community));
            random.shuffle(order.items);
            for (order.items) |node| try refining.grow(node, mass, sums.*, &touched);
        }
    }

    /// Every node a part of its own. Returns the mass of the community.
    fn start(refining: *const Refining, members: []const u32) f64 {
        var total: f64 = 0;
        for (members, 0..) |node, i| {
            if (i + 1 < members.len) prefetchRow(refining.graph, members[i + 1]);
            var outward: f64 = 0;
            const own = refining.partition[node];
            for (refining.graph.row(node)) |tie| {
                if (refining.partition[tie.node] == own) outward += tie.weight;
            }
            const mass = refining.graph.masses[node];
            refining.states[node] = .{ .part = node, .isSingle = true, .mass = mass, .outward = outward };
            total += mass;
        }
        return total;
    }

    fn grow(refining: *const Refining, node: u32, whole: f64, sums: []f64, touched: *std.ArrayList(u32)) Error!void {
        const states = refining.states;
        const own = &states[node];
        if (!own.isSingle or !refining.isWellConnected(own, whole)) return;
        const community = refining.partition[node];
        const row = refining.graph.row(node);
        touched.clearRetainingCapacity();
        try touched.ensureTotalCapacity(allocator, row.len);
        for (row) |tie| {
            if (refining.partition[tie.node] != community) continue;
            const part = states[tie.node].part;
            if (sums[part] == 0) touched.appendAssumeCapacity(part);
            sums[part] += tie.weight;
        }
        var best = node;
        var best_gain = refining.objective.tolerance;
        for (touched.items) |part| {
            const gain = refining.objective.gain(sums[part], own.mass, states[part].mass);
            if (gain > best_gain and refining.isWellConnected(&states[part], whole)) {
                best = part;
                best_gain = gain;
            }
        }
        if (best != node) {
            const joined = &states[best];
            joined.outward += own.outward - 2 * sums[best];
            joined.mass += own.mass;
            joined.isSingle = false;
            own.part = best;
            own.isSingle = false;
        }
        for (touched.items) |part| sums[part] = 0;
    }

    fn isWellConnected(refining: *const Refining, part: *const State, whole: f64) bool {
        return refining.objective.gain(part.outward, part.mass, whole - part.mass) >= -refining.objective.tolerance;
    }
};

pub inline fn prefetchRow(graph: *const Graph, node: u32) void {
    const row = graph.row(node);
    var i: usize = 0;
    while (i < row.len and i < 128) : (i += 8) @prefetch(&row[i], .{});
}

fn number(groups: *const Groups, states: []const State) Error!Parts {
    const none = std.math.maxInt(u32);
    const of = try allocator.alloc(u32, states.len);
    errdefer allocator.free(of);
    const numbers = try allocator.alloc(u32, states.len);
    defer allocator.free(numbers);
    @memset(numbers, none);
    var communities: std.ArrayList(u32) = .empty;
    errdefer communities.deinit(allocator);
    var community: u32 = 0;
    for (0..groups.count()) |group| {
        const members = groups.of(group);
        if (members.len == 0) continue;
        for (members) |node| {
            const part = states[node].part;
            if (numbers[part] == none) {
                numbers[part] = @intCast(communities.items.len);
                try communities.append(allocator, community);
            }
            of[node] = numbers[part];
        }
        community += 1;
    }
    return .{ .of = of, .communities = try communities.toOwnedSlice(allocator) };
}
