//! Leiden (Traag, Waltman & van Eck 2019): moves nodes, refines, aggregates, until nothing moves.
//!
//! Quality is sum over communities of (weight inside, both ways) - scale * mass^2: modularity has masses = strengths and
//! scale = resolution / total strength; CPM has masses = node counts and scale = resolution.
//! One thread does the moving, so the result depends on the seed alone.

const std = @import("std");
const graphs = @import("graph.zig");
const jobs = @import("job.zig");
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
    var graph: Graph = try .symmetrize(rows);
    defer graph.deinit();
    var total: f64 = 0;
    for (graph.masses) |strength| total += strength;
    if (request.quality == .cpm) @memset(graph.masses, 1);
    if (within.len > 0) graph.cut(within);
    const scale = switch (request.quality) {
        .modularity => if (total > 0) request.resolution / total else 0,
        .cpm => request.resolution,
    };
    job.start(request.iterations);
    for (communities, 0..) |*community, node| community.* = @intCast(node);
    var random: std.Random.DefaultPrng = .init(request.seed);
    var done: u32 = 0;
    while (done < request.iterations) : (done += 1) {
        const moved = try iterate(job, &graph, scale, random.random(), communities);
        job.advance(1);
        if (!moved) break;
    }
    job.advance(request.iterations - @min(done + 1, request.iterations));
    const count = try splitAndNumber(&graph, communities);
    try assertConnected(&graph, communities, count);
    var quality = try qualityOf(&graph, scale, communities, count);
    if (request.quality == .modularity) quality = if (total > 0) quality / total else 0;
    return .{ .communityCount = count, .quality = quality, .iterations = done };
}

/// One pass of the whole algorithm from the partition given. Returns whether any node moved.
fn iterate(job: *const Job, graph: *const Graph, scale: f64, random: std.Random, communities: []u32) Error!bool {
    var moved_any = false;
    // What each original node is now part of.
    const owner = try allocator.alloc(u32, communities.len);
    defer allocator.free(owner);
    for (owner, 0..) |*node, i| node.* = @intCast(i);
    var current = graph.*;
    var owned = false;
    defer if (owned) current.deinit();
    var partition = try allocator.dupe(u32, communities);
    defer allocator.free(partition);
    while (true) {
        try job.checkStop();
        const moved = try moveNodes(&current, scale, random, partition);
        moved_any = moved_any or moved;
        for (communities, owner) |*community, node| community.* = partition[node];
        const refined = try refine(&current, scale, random, partition);
        defer allocator.free(refined.of);
        if (refined.count == current.nodeCount()) break;
        const next = try aggregate(&current, refined.of, refined.count);
        const next_partition = try allocator.alloc(u32, refined.count);
        for (refined.of, partition) |part, community| next_partition[part] = community;
        try compact(next_partition);
        for (owner) |*node| node.* = refined.of[node.*];
        if (owned) current.deinit();
        current = next;
        owned = true;
        allocator.free(partition);
        partition = next_partition;
    }
    return moved_any;
}

/// Numbers below the count of nodes.
fn compact(partition: []u32) Error!void {
    var largest: usize = 0;
    for (partition) |community| largest = @max(largest, community);
    const numbers = try allocator.alloc(u32, largest + 1);
    defer allocator.free(numbers);
    @memset(numbers, none);
    var next: u32 = 0;
    for (partition) |*community| {
        if (numbers[community.*] == none) {
            numbers[community.*] = next;
            next += 1;
        }
        community.* = numbers[community.*];
    }
}

const none = std.math.maxInt(u32);

/// Weights from one node to communities: dense sums and the list of those that are not 0.
const Links = struct {
    sums: []f64,
    touched: []u32,
    count: usize = 0,

    fn init(room: usize) Error!Links {
        const sums = try allocator.alloc(f64, room);
        errdefer allocator.free(sums);
        @memset(sums, 0);
        return .{ .sums = sums, .touched = try allocator.alloc(u32, room) };
    }

    fn deinit(links: *const Links) void {
        allocator.free(links.sums);
        allocator.free(links.touched);
    }

    inline fn add(links: *Links, community: u32, weight: f64) void {
        if (links.sums[community] == 0) {
            links.touched[links.count] = community;
            links.count += 1;
        }
        links.sums[community] += weight;
    }

    fn clear(links: *Links) void {
        for (links.touched[0..links.count]) |community| links.sums[community] = 0;
        links.count = 0;
    }
};

/// Moves nodes to the neighbouring community with the largest gain until none gains. Nodes wait in a queue; a move wakes the
/// neighbours that stay outside.
fn moveNodes(graph: *const Graph, scale: f64, random: std.Random, partition: []u32) Error!bool {
    const count = graph.nodeCount();
    const masses = try allocator.alloc(f64, count);
    defer allocator.free(masses);
    @memset(masses, 0);
    const sizes = try allocator.alloc(u32, count);
    defer allocator.free(sizes);
    @memset(sizes, 0);
    for (partition, graph.masses) |community, mass| {
        masses[community] += mass;
        sizes[community] += 1;
    }
    var empty: std.ArrayList(u32) = .empty;
    defer empty.deinit(allocator);
    for (sizes, 0..) |size, community| if (size == 0) try empty.append(allocator, @intCast(community));
    const queue = try allocator.alloc(u32, count);
    defer allocator.free(queue);
    for (queue, 0..) |*node, i| node.* = @intCast(i);
    random.shuffle(u32, queue);
    const waits = try allocator.alloc(bool, count);
    defer allocator.free(waits);
    @memset(waits, true);
    var links: Links = try .init(count);
    defer links.deinit();
    var head: usize = 0;
    var waiting = count;
    var moved = false;
    while (waiting > 0) {
        const node = queue[head];
        head = if (head + 1 == count) 0 else head + 1;
        waiting -= 1;
        waits[node] = false;
        const own = partition[node];
        const mass = graph.masses[node];
        const from = graph.offsets[node];
        const to = graph.offsets[node + 1];
        for (graph.neighbours[from..to], graph.weights[from..to]) |neighbour, weight| links.add(partition[neighbour], weight);
        masses[own] -= mass;
        var best = own;
        var best_gain = links.sums[own] - scale * mass * masses[own];
        // To leave for a community of its own gains 0.
        if (best_gain < -tolerance and sizes[own] > 1) {
            if (empty.getLastOrNull()) |alone| {
                best = alone;
                best_gain = 0;
            }
        }
        for (links.touched[0..links.count]) |community| {
            const gain = links.sums[community] - scale * mass * masses[community];
            if (gain > best_gain + tolerance) {
                best = community;
                best_gain = gain;
            }
        }
        links.clear();
        masses[best] += mass;
        if (best == own) continue;
        moved = true;
        partition[node] = best;
        sizes[own] -= 1;
        if (sizes[own] == 0) try empty.append(allocator, own);
        if (sizes[best] == 0) _ = empty.pop();
        sizes[best] += 1;
        for (graph.neighbours[from..to]) |neighbour| {
            if (waits[neighbour] or partition[neighbour] == best) continue;
            waits[neighbour] = true;
            const tail = head + waiting;
            queue[if (tail >= count) tail - count else tail] = neighbour;
            waiting += 1;
        }
    }
    return moved;
}

/// Gains below this are rounding.
const tolerance = 1e-10;

const Refined = struct { of: []u32, count: u32 };

/// Parts of each community, grown from single nodes by merging into the part with the largest gain; only what is well connected
/// to the rest of its community takes part. Parts are connected.
fn refine(graph: *const Graph, scale: f64, random: std.Random, partition: []const u32) Error!Refined {
    const count = graph.nodeCount();
    const parts = try allocator.alloc(u32, count);
    errdefer allocator.free(parts);
    const part_masses = try allocator.dupe(f64, graph.masses);
    defer allocator.free(part_masses);
    const singles = try allocator.alloc(bool, count);
    defer allocator.free(singles);
    @memset(singles, true);
    const masses = try allocator.alloc(f64, count);
    defer allocator.free(masses);
    @memset(masses, 0);
    // Ties of each part to the rest of its community.
    const outward = try allocator.alloc(f64, count);
    defer allocator.free(outward);
    for (partition, graph.masses) |community, mass| masses[community] += mass;
    for (0..count) |node| {
        parts[node] = @intCast(node);
        var sum: f64 = 0;
        for (graph.offsets[node]..graph.offsets[node + 1]) |entry| {
            if (partition[graph.neighbours[entry]] == partition[node]) sum += graph.weights[entry];
        }
        outward[node] = sum;
    }
    const order = try allocator.alloc(u32, count);
    defer allocator.free(order);
    for (order, 0..) |*node, i| node.* = @intCast(i);
    random.shuffle(u32, order);
    var links: Links = try .init(count);
    defer links.deinit();
    for (order) |node| {
        const whole = masses[partition[node]];
        const mass = graph.masses[node];
        if (!singles[node] or outward[node] < scale * mass * (whole - mass)) continue;
        for (graph.offsets[node]..graph.offsets[node + 1]) |entry| {
            const neighbour = graph.neighbours[entry];
            if (partition[neighbour] == partition[node]) links.add(parts[neighbour], graph.weights[entry]);
        }
        var best = parts[node];
        var best_gain: f64 = tolerance;
        for (links.touched[0..links.count]) |part| {
            if (outward[part] < scale * part_masses[part] * (whole - part_masses[part])) continue;
            const gain = links.sums[part] - scale * mass * part_masses[part];
            if (gain > best_gain) {
                best = part;
                best_gain = gain;
            }
        }
        if (best != parts[node]) {
            outward[best] += outward[node] - 2 * links.sums[best];
            part_masses[best] += mass;
            part_masses[parts[node]] = 0;
            parts[node] = best;
            singles[best] = false;
        }
        links.clear();
    }
    const numbers = try allocator.alloc(u32, count);
    defer allocator.free(numbers);
    @memset(numbers, none);
    var next: u32 = 0;
    for (parts) |*part| {
        if (numbers[part.*] == none) {
            numbers[part.*] = next;
            next += 1;
        }
        part.* = numbers[part.*];
    }
    return .{ .of = parts, .count = next };
}

/// The graph of parts: one node each, weights added up.
fn aggregate(graph: *const Graph, parts: []const u32, part_count: u32) Error!Graph {
    const members = try groupNodes(parts, part_count);
    defer members.deinit();
    var result: Graph = try .init(part_count, graph.offsets[graph.nodeCount()]);
    errdefer result.deinit();
    var links: Links = try .init(part_count);
    defer links.deinit();
    var end: usize = 0;
    for (0..part_count) |part| {
        result.offsets[part] = end;
        result.masses[part] = 0;
        for (members.of(part)) |node| {
            result.masses[part] += graph.masses[node];
            result.loops[part] += graph.loops[node];
            for (graph.offsets[node]..graph.offsets[node + 1]) |entry| {
                const other = parts[graph.neighbours[entry]];
                if (other == part) result.loops[part] += graph.weights[entry] else links.add(other, graph.weights[entry]);
            }
        }
        for (links.touched[0..links.count]) |other| {
            result.neighbours[end] = other;
            result.weights[end] = @floatCast(links.sums[other]);
            end += 1;
        }
        links.clear();
    }
    result.offsets[part_count] = end;
    result.neighbours = allocator.realloc(result.neighbours, end) catch result.neighbours;
    result.weights = allocator.realloc(result.weights, end) catch result.weights;
    return result;
}

const Groups = struct {
    starts: []u32,
    nodes: []u32,

    fn of(groups: *const Groups, group: usize) []const u32 {
        return groups.nodes[groups.starts[group]..groups.starts[group + 1]];
    }

    fn deinit(groups: *const Groups) void {
        allocator.free(groups.starts);
        allocator.free(groups.nodes);
    }
};

fn groupNodes(numbers: []const u32, count: usize) Error!Groups {
    const starts = try allocator.alloc(u32, count + 1);
    errdefer allocator.free(starts);
    @memset(starts, 0);
    for (numbers) |number| starts[number + 1] += 1;
    for (1..count + 1) |i| starts[i] += starts[i - 1];
    const next = try allocator.dupe(u32, starts[0..count]);
    defer allocator.free(next);
    const nodes = try allocator.alloc(u32, numbers.len);
    for (numbers, 0..) |number, node| {
        nodes[next[number]] = @intCast(node);
        next[number] += 1;
    }
    return .{ .starts = starts, .nodes = nodes };
}

/// Makes each connected piece a community of its own and numbers them by size. A split of what is not connected never lowers quality.
fn splitAndNumber(graph: *const Graph, communities: []u32) Error!u32 {
    const pieces = try allocator.alloc(u32, communities.len);
    defer allocator.free(pieces);
    const count = try findPieces(graph, communities, pieces);
    const sizes = try allocator.alloc(u32, count);
    defer allocator.free(sizes);
    @memset(sizes, 0);
    for (pieces) |piece| sizes[piece] += 1;
    // Pieces are numbered by their least node, so a stable sort by size keeps that order among equals.
    const order = try allocator.alloc(u32, count);
    defer allocator.free(order);
    for (order, 0..) |*piece, i| piece.* = @intCast(i);
    std.mem.sort(u32, order, sizes, struct {
        fn isLarger(all: []u32, a: u32, b: u32) bool {
            return all[a] > all[b];
        }
    }.isLarger);
    const numbers = try allocator.alloc(u32, count);
    defer allocator.free(numbers);
    for (order, 0..) |piece, number| numbers[piece] = @intCast(number);
    for (communities, pieces) |*community, piece| community.* = numbers[piece];
    return count;
}

/// Connected pieces of communities, numbered by their least node.
fn findPieces(graph: *const Graph, communities: []const u32, pieces: []u32) Error!u32 {
    @memset(pieces, none);
    var stack: std.ArrayList(u32) = .empty;
    defer stack.deinit(allocator);
    var count: u32 = 0;
    for (0..communities.len) |start| {
        if (pieces[start] != none) continue;
        pieces[start] = count;
        try stack.append(allocator, @intCast(start));
        while (stack.pop()) |node| {
            for (graph.neighbours[graph.offsets[node]..graph.offsets[node + 1]]) |neighbour| {
                if (pieces[neighbour] != none or communities[neighbour] != communities[node]) continue;
                pieces[neighbour] = count;
                try stack.append(allocator, neighbour);
            }
        }
        count += 1;
    }
    return count;
}

fn assertConnected(graph: *const Graph, communities: []const u32, count: u32) Error!void {
    const pieces = try allocator.alloc(u32, communities.len);
    defer allocator.free(pieces);
    if (try findPieces(graph, communities, pieces) != count) @panic("a community is not connected");
}

fn qualityOf(graph: *const Graph, scale: f64, communities: []const u32, count: u32) Error!f64 {
    const masses = try allocator.alloc(f64, count);
    defer allocator.free(masses);
    @memset(masses, 0);
    var inside: f64 = 0;
    for (communities, 0..) |community, node| {
        masses[community] += graph.masses[node];
        for (graph.offsets[node]..graph.offsets[node + 1]) |entry| {
            if (communities[graph.neighbours[entry]] == community) inside += graph.weights[entry];
        }
    }
    var expected: f64 = 0;
    for (masses) |mass| expected += mass * mass;
    return inside - scale * expected;
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
