//! Writes one sample of the edge store: sorts its edges by (hash, influencer), drops repeats, makes both directions.

const std = @import("std");
const files = @import("files.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const sample_count_max = 1000;

/// Some edges of a sample, in any order.
pub const Stretch = struct { hashes: []const u64, influencers: []const u32 };

pub const Request = struct {
    folder: []const u8,
    sample: usize,
    influencer_count: u32,
    stretches: []const Stretch,
};

pub const Counts = struct { rows: u64, followers: u64, edges: u64 };

pub fn write(job: *const Job, request: Request) Error!Counts {
    var name_buffer: [32]u8 = undefined;
    const name = folderName(request.sample, &name_buffer);
    try files.makeFolder(job.report, &.{ request.folder, name });

    var row_count: u64 = 0;
    for (request.stretches) |stretch| row_count += stretch.hashes.len;
    if (row_count >= std.math.maxInt(u32)) {
        return job.report.fail(error.InvalidArgument, name, 0, "a sample holds under 4,294,967,295 rows, found {d}: use more samples", .{row_count});
    }
    const edges = try sortEdges(request.stretches, row_count);
    defer allocator.free(edges);
    try job.checkStop();
    const counts = countDistinct(edges);

    const out: Writer = .{ .job = job, .folder = request.folder, .name = name };
    const followers = try allocator.alloc(u32, counts.edges);
    defer allocator.free(followers);
    const marks = try allocator.alloc(u32, counts.edges);
    defer allocator.free(marks);
    const offsets = try allocator.alloc(u32, @as(usize, request.influencer_count) + 1);
    defer allocator.free(offsets);
    try writeByFollower(out, edges, counts, offsets);
    fillByInfluencer(edges, offsets, followers, marks);
    try out.array(u32, "by_influencer_offsets.npy", offsets);
    try out.array(u32, "by_influencer_followers.npy", followers);
    try out.array(u32, "by_influencer_marks.npy", marks);
    return .{ .rows = row_count, .followers = counts.followers, .edges = counts.edges };
}

/// `sample-00` and so on.
pub fn folderName(sample: usize, buffer: *[32]u8) []const u8 {
    return std.fmt.bufPrint(buffer, "sample-{d:0>2}", .{sample}) catch unreachable;
}

const Edge = struct { hash: u64, influencer: u32 };

const Writer = struct {
    job: *const Job,
    folder: []const u8,
    name: []const u8,

    fn array(out: Writer, comptime T: type, name: []const u8, items: []const T) Error!void {
        try out.job.checkStop();
        try files.writeArray(T, out.job.report, &.{ out.folder, out.name, name }, items);
    }
};

/// Hashes are uniform: spread by their top bits, then sort the small heaps.
fn sortEdges(stretches: []const Stretch, row_count: u64) Error![]Edge {
    const bits: u6 = @intCast(std.math.log2_int(u64, std.math.clamp(row_count / 32, 1, 1 << 16)));
    const starts = try allocator.alloc(u32, (@as(usize, 1) << bits) + 1);
    defer allocator.free(starts);
    @memset(starts, 0);
    for (stretches) |stretch| {
        for (stretch.hashes) |hash| starts[heapOf(hash, bits) + 1] += 1;
    }
    for (1..starts.len) |i| starts[i] += starts[i - 1];

    const edges = try allocator.alloc(Edge, row_count);
    for (stretches) |stretch| {
        for (stretch.hashes, stretch.influencers) |hash, influencer| {
            const cursor = &starts[heapOf(hash, bits)];
            edges[cursor.*] = .{ .hash = hash, .influencer = influencer };
            cursor.* += 1;
        }
    }
    // Each cursor now stands where its heap ends.
    var from: usize = 0;
    for (starts[0 .. starts.len - 1]) |to| {
        std.mem.sortUnstable(Edge, edges[from..to], {}, isBefore);
        from = to;
    }
    return edges;
}

inline fn heapOf(hash: u64, bits: u6) usize {
    return if (bits == 0) 0 else @intCast(hash >> @intCast(64 - @as(u7, bits)));
}

fn isBefore(_: void, a: Edge, b: Edge) bool {
    return if (a.hash != b.hash) a.hash < b.hash else a.influencer < b.influencer;
}

fn isNewFollower(edges: []const Edge, i: usize) bool {
    return i == 0 or edges[i - 1].hash != edges[i].hash;
}

fn isNewEdge(edges: []const Edge, i: usize) bool {
    return isNewFollower(edges, i) or edges[i - 1].influencer != edges[i].influencer;
}

fn countDistinct(edges: []const Edge) Counts {
    var counts: Counts = .{ .rows = edges.len, .followers = 0, .edges = 0 };
    for (0..edges.len) |i| {
        counts.followers += @intFromBool(isNewFollower(edges, i));
        counts.edges += @intFromBool(isNewEdge(edges, i));
    }
    return counts;
}

/// Writes the arrays by follower; on the way counts each influencer into `by_influencer[index + 1]`.
fn writeByFollower(out: Writer, edges: []const Edge, counts: Counts, by_influencer: []u32) Error!void {
    const hashes = try allocator.alloc(u64, counts.followers);
    defer allocator.free(hashes);
    const offsets = try allocator.alloc(u32, counts.followers + 1);
    defer allocator.free(offsets);
    const influencers = try allocator.alloc(u32, counts.edges);
    defer allocator.free(influencers);
    @memset(by_influencer, 0);

    var follower: usize = 0;
    var edge: u32 = 0;
    for (edges, 0..) |each, i| {
        if (isNewFollower(edges, i)) {
            hashes[follower] = each.hash;
            offsets[follower] = edge;
            follower += 1;
        }
        if (!isNewEdge(edges, i)) continue;
        influencers[edge] = each.influencer;
        by_influencer[each.influencer + 1] += 1;
        edge += 1;
    }
    offsets[follower] = edge;
    for (1..by_influencer.len) |i| by_influencer[i] += by_influencer[i - 1];

    try out.array(u64, "follower_hashes.npy", hashes);
    try out.array(u32, "by_follower_offsets.npy", offsets);
    try out.array(u32, "by_follower_influencers.npy", influencers);
}

/// Edges come in order of follower, so each influencer's followers ascend without sorting. `offsets` come out as they went in.
fn fillByInfluencer(edges: []const Edge, offsets: []u32, followers: []u32, marks: []u32) void {
    var follower: u32 = 0;
    for (edges, 0..) |edge, i| {
        if (i > 0 and isNewFollower(edges, i)) follower += 1;
        if (!isNewEdge(edges, i)) continue;
        const cursor = &offsets[edge.influencer];
        followers[cursor.*] = follower;
        marks[cursor.*] = identity.markOf(edge.hash);
        cursor.* += 1;
    }
    // Each cursor now stands at the next influencer's start.
    std.mem.copyBackwards(u32, offsets[1..], offsets[0 .. offsets.len - 1]);
    offsets[0] = 0;
}
