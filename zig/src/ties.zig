//! Who is tied to whom, for walks: the neighbour graph read both ways, with ties where one influencer follows another.

const std = @import("std");
const files = @import("files.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const Runs = @import("runs.zig").Runs;
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const Report = @import("status.zig").Report;
const allocator = jobs.allocator;

/// Weights by all people and by the halves of them in even and in odd bins.
pub const view_count = 3;

pub const Tie = struct { other: u32, weights: [view_count]f32 };

/// Who follows more influencers than these is no tie between them and it.
const follows_max = 256;
/// Influencers per item of work.
const block_size = 256;

pub const Ties = struct {
    /// Row i has the ties offsets[i] … offsets[i + 1], ascending.
    offsets: []u64,
    ties: []Tie,
    /// 1 / sqrt(sum of weights) of each row by view; 0 where there is none. Shape (views, influencers).
    scales: []f64,

    pub fn build(job: *const Job, folder: []const u8, signatures: *const Signatures, runs: *const Runs, own_hashes: []const u64) Error!Ties {
        const count: usize = signatures.influencer_count;
        const graph: Stored = try .open(job.report, folder, count);
        defer graph.close();
        const offsets = try allocator.alloc(u64, count + 1);
        errdefer allocator.free(offsets);
        @memset(offsets, 0);
        var pass: Pass = .{ .signatures = signatures, .runs = runs, .own_hashes = own_hashes, .graph = &graph, .offsets = offsets };
        pass.each(Pass.countTie);
        for (1..offsets.len) |i| offsets[i] += offsets[i - 1];
        const raw = try allocator.alloc(Tie, @intCast(offsets[count]));
        defer allocator.free(raw);
        pass.ties = raw;
        // Rows are filled from their ends, so that offsets become the starts.
        pass.each(Pass.putTie);

        const sizes = try allocator.alloc(u32, count);
        defer allocator.free(sizes);
        const merging: Merging = .{ .offsets = offsets, .raw = raw, .sizes = sizes };
        try job.forEach(std.math.divCeil(usize, count, block_size) catch unreachable, &merging, Merging.block);
        return pack(offsets, raw, sizes);
    }

    pub fn deinit(ties: *const Ties) void {
        allocator.free(ties.offsets);
        allocator.free(ties.ties);
        allocator.free(ties.scales);
    }

    pub fn row(ties: *const Ties, influencer: usize) []const Tie {
        return ties.ties[@intCast(ties.offsets[influencer])..@intCast(ties.offsets[influencer + 1])];
    }

    pub fn scalesOf(ties: *const Ties, view: usize) []const f64 {
        const count = ties.offsets.len - 1;
        return ties.scales[view * count ..][0..count];
    }
};

fn pack(offsets: []u64, raw: []const Tie, sizes: []const u32) Error!Ties {
    const count = sizes.len;
    var total: u64 = 0;
    for (sizes) |size| total += size;
    const ties = try allocator.alloc(Tie, @intCast(total));
    errdefer allocator.free(ties);
    const scales = try allocator.alloc(f64, view_count * count);
    var end: usize = 0;
    for (sizes, 0..) |size, i| {
        const row = ties[end..][0..size];
        // As `putTie` left them: row i starts at offsets[i + 1].
        @memcpy(row, raw[@intCast(offsets[i + 1])..][0..size]);
        for (0..view_count) |view| {
            var sum: f64 = 0;
            for (row) |tie| sum += tie.weights[view];
            scales[view * count + i] = if (sum > 0) 1 / @sqrt(sum) else 0;
        }
        offsets[i] = end;
        end += size;
    }
    offsets[count] = end;
    return .{ .offsets = offsets, .ties = ties, .scales = scales };
}

const Pass = struct {
    signatures: *const Signatures,
    runs: *const Runs,
    own_hashes: []const u64,
    graph: *const Stored,
    /// First the number of ties of each row, one place up; then the place after the next tie to be put.
    offsets: []u64,
    ties: []Tie = &.{},

    const Act = fn (pass: *Pass, row: usize, tie: Tie) void;

    fn each(pass: *Pass, comptime act: Act) void {
        const graph = pass.graph;
        const followers = pass.signatures.follower_counts.items;
        for (0..followers.len) |i| {
            for (@intCast(graph.offsets.items[i])..@intCast(graph.offsets.items[i + 1])) |entry| {
                const other = graph.neighbours.items[entry];
                if (other == i) continue;
                const weights: [view_count]f32 = .{ graph.weights.items[entry], graph.halves.items[2 * entry], graph.halves.items[2 * entry + 1] };
                act(pass, i, .{ .other = other, .weights = weights });
                act(pass, other, .{ .other = @intCast(i), .weights = weights });
            }
            if (followers[i] == 0) continue;
            for (pass.followed(i)) |other| {
                if (other == i) continue;
                // What one more shared follower adds to their similarity, about.
                const both: f64 = @floatFromInt(followers[i] + followers[other]);
                const weights: [view_count]f32 = @splat(@floatCast(-1 / both));
                act(pass, i, .{ .other = other, .weights = weights });
                act(pass, other, .{ .other = @intCast(i), .weights = weights });
            }
        }
    }

    /// Whoever has the code of this influencer itself in its signature: it is followed by it.
    fn followed(pass: *const Pass, influencer: usize) []const u32 {
        const hash = pass.own_hashes[influencer];
        const number = hash & (pass.signatures.register_count - 1);
        if (number >= pass.runs.bins.len) return &.{};
        const bin = &pass.runs.bins[number];
        const members = bin.run(bin.find(identity.codeOfHash(hash)) orelse return &.{});
        return if (members.len > follows_max) &.{} else members;
    }

    fn countTie(pass: *Pass, row: usize, _: Tie) void {
        pass.offsets[row + 1] += 1;
    }

    fn putTie(pass: *Pass, row: usize, tie: Tie) void {
        pass.offsets[row + 1] -= 1;
        pass.ties[@intCast(pass.offsets[row + 1])] = tie;
    }
};

/// Sorts each row and makes one tie of those with the same influencer: the larger similarity, and what follows add to it.
/// Until then a tie by following is marked by its sign.
const Merging = struct {
    /// As `putTie` leaves them: row i starts at offsets[i + 1].
    offsets: []u64,
    raw: []Tie,
    sizes: []u32,

    fn block(merging: *const Merging, _: usize, item: usize) Error!void {
        const first = item * block_size;
        for (first..@min(first + block_size, merging.sizes.len)) |i| merging.sizes[i] = merge(merging.rowOf(i));
    }

    fn rowOf(merging: *const Merging, i: usize) []Tie {
        const end = if (i + 2 < merging.offsets.len) merging.offsets[i + 2] else merging.raw.len;
        return merging.raw[@intCast(merging.offsets[i + 1])..@intCast(end)];
    }

    fn merge(row: []Tie) u32 {
        std.mem.sortUnstable(Tie, row, {}, isBefore);
        var size: u32 = 0;
        for (row) |tie| {
            const follow = tie.weights[0] < 0;
            if (size > 0 and row[size - 1].other == tie.other) {
                for (&row[size - 1].weights, tie.weights) |*weight, other| weight.* = if (follow) weight.* - other else @max(weight.*, other);
            } else {
                row[size] = tie;
                if (follow) for (&row[size].weights) |*weight| {
                    weight.* = -weight.*;
                };
                size += 1;
            }
        }
        return size;
    }

    /// Similarities before follows, so that these are added to those.
    fn isBefore(_: void, a: Tie, b: Tie) bool {
        return if (a.other != b.other) a.other < b.other else a.weights[0] > b.weights[0];
    }
};

/// The files of a neighbours generation, checked.
const Stored = struct {
    offsets: files.Array(u64),
    neighbours: files.Array(u32),
    weights: files.Array(f32),
    halves: files.Array(f32),

    fn open(report: *Report, folder: []const u8, count: usize) Error!Stored {
        const offsets = try files.Array(u64).open(report, &.{ folder, "offsets.npy" }, 1);
        errdefer offsets.close();
        const neighbours = try files.Array(u32).open(report, &.{ folder, "neighbours.npy" }, 1);
        errdefer neighbours.close();
        const weights = try files.Array(f32).open(report, &.{ folder, "weights.npy" }, 1);
        errdefer weights.close();
        const halves = try files.Array(f32).open(report, &.{ folder, "half_weights.npy" }, 2);
        errdefer halves.close();
        const stored: Stored = .{ .offsets = offsets, .neighbours = neighbours, .weights = weights, .halves = halves };
        try stored.check(report, folder, count);
        return stored;
    }

    fn close(stored: *const Stored) void {
        stored.offsets.close();
        stored.neighbours.close();
        stored.weights.close();
        stored.halves.close();
    }

    fn check(stored: *const Stored, report: *Report, folder: []const u8, count: usize) Error!void {
        const entries = stored.neighbours.items.len;
        if (stored.offsets.items.len != count + 1) {
            return corrupt(report, folder, "offsets.npy", 0, "needed {d} offsets, found {d}", .{ count + 1, stored.offsets.items.len });
        }
        var before: u64 = 0;
        for (stored.offsets.items, 0..) |offset, i| {
            if (offset < before or offset > entries or (i == 0 and offset != 0) or (i == count and offset != entries)) {
                return corrupt(report, folder, "offsets.npy", stored.offsets.offsetOf(i), "offsets must ascend from 0 to {d}, found {d}", .{ entries, offset });
            }
            before = offset;
        }
        if (stored.weights.items.len != entries) {
            return corrupt(report, folder, "weights.npy", 0, "needed {d} weights, found {d}", .{ entries, stored.weights.items.len });
        }
        if (stored.halves.items.len != 2 * entries or stored.halves.columns != 2) {
            return corrupt(report, folder, "half_weights.npy", 0, "needed 2 weights for each of {d} entries, found {d}", .{ entries, stored.halves.items.len });
        }
        for (stored.neighbours.items, 0..) |other, i| {
            if (other >= count) return corrupt(report, folder, "neighbours.npy", stored.neighbours.offsetOf(i), "influencer index must be below {d}, found {d}", .{ count, other });
        }
        for (stored.weights.items, 0..) |weight, i| {
            if (!(weight >= 0 and weight <= 1)) return corrupt(report, folder, "weights.npy", stored.weights.offsetOf(i), "needed a weight in [0, 1], found {d}", .{weight});
        }
        for (stored.halves.items, 0..) |weight, i| {
            if (!(weight >= 0 and weight <= 1)) return corrupt(report, folder, "half_weights.npy", stored.halves.offsetOf(i), "needed a weight in [0, 1], found {d}", .{weight});
        }
    }
};

fn corrupt(report: *Report, folder: []const u8, name: []const u8, offset: u64, comptime reason: []const u8, arguments: anytype) Error {
    const path = try files.Path.join(report, &.{ folder, name });
    return report.fail(error.CorruptFile, path.text(), offset, reason, arguments);
}
