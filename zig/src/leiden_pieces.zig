//! Connected pieces of communities, numbered.

const std = @import("std");
const Graph = @import("graph.zig").Graph;
const Groups = @import("groups.zig").Groups;
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Makes each connected piece a community of its own and numbers them by size, ties by least node. Returns how many there are.
/// A split of what is not connected never lowers quality. `communities` holds numbers below the count of nodes.
pub fn splitAndNumber(job: *const Job, graph: *const Graph, communities: []u32) Error!u32 {
    const pieces = try allocator.alloc(u32, communities.len);
    defer allocator.free(pieces);
    const was_connected = try findPieces(job, graph, communities, pieces);
    const sizes = try allocator.alloc(u32, communities.len);
    defer allocator.free(sizes);
    @memset(sizes, 0);
    for (pieces) |piece| sizes[piece] += 1;
    var order: std.ArrayList(u32) = .empty;
    defer order.deinit(allocator);
    for (sizes, 0..) |size, piece| if (size > 0) try order.append(allocator, @intCast(piece));
    // Pieces bear the number of their least node, so a stable sort by size keeps that order among equals.
    std.mem.sort(u32, order.items, sizes, struct {
        fn isLarger(all: []u32, a: u32, b: u32) bool {
            return all[a] > all[b];
        }
    }.isLarger);
    const numbers = sizes;
    for (order.items, 0..) |piece, i| numbers[piece] = @intCast(i);
    for (communities, pieces) |*community, piece| community.* = numbers[piece];
    if (!was_connected and !try findPieces(job, graph, communities, pieces)) @panic("a community is not connected");
    return @intCast(order.items.len);
}

/// Connected pieces of communities, each by its least node. Returns whether every community is one piece.
fn findPieces(job: *const Job, graph: *const Graph, communities: []const u32, pieces: []u32) Error!bool {
    const groups: Groups = try .init(communities, communities.len);
    defer groups.deinit();
    const chunks = try groups.chunk(4096);
    defer allocator.free(chunks);
    @memset(pieces, none);
    const finding: Finding = .{ .graph = graph, .communities = communities, .groups = &groups, .chunks = chunks, .pieces = pieces };
    try job.forEach(chunks.len - 1, &finding, Finding.chunk);
    var piece_count: usize = 0;
    for (pieces, 0..) |piece, node| piece_count += @intFromBool(piece == node);
    var community_count: usize = 0;
    for (0..groups.count()) |community| community_count += @intFromBool(groups.of(community).len > 0);
    return piece_count == community_count;
}

const none = std.math.maxInt(u32);

const Finding = struct {
    graph: *const Graph,
    communities: []const u32,
    groups: *const Groups,
    chunks: []const u32,
    pieces: []u32,

    fn chunk(finding: *const Finding, _: usize, item: usize) Error!void {
        var stack: std.ArrayList(u32) = .empty;
        defer stack.deinit(allocator);
        const pieces = finding.pieces;
        for (finding.chunks[item]..finding.chunks[item + 1]) |community| {
            const members = finding.groups.of(community);
            for (members) |least| {
                if (pieces[least] != none) continue;
                pieces[least] = least;
                try stack.append(allocator, least);
                while (stack.pop()) |node| {
                    for (finding.graph.row(node)) |tie| {
                        // Only of the own community may be read and written: others belong to other threads.
                        if (finding.communities[tie.node] != community or pieces[tie.node] != none) continue;
                        pieces[tie.node] = least;
                        try stack.append(allocator, tie.node);
                    }
                }
            }
        }
    }
};
