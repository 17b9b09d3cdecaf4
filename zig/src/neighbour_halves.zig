//! Jaccard of neighbours from the even and the odd bins alone: two halves of people that have nothing to do with each other.

const std = @import("std");
const estimate = @import("estimate.zig");
const identity = @import("identity.zig");
const block_size = @import("neighbour_search.zig").block_size;
const jobs = @import("job.zig");
const pairs = @import("pairs.zig");
const registers_of = @import("registers.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const allocator = jobs.allocator;

pub const Halving = struct {
    signatures: *const Signatures,
    offsets: []const u64,
    neighbours: []const u32,
    halves: [][2]f32,

    pub fn block(halving: *const Halving, _: usize, item: usize) Error!void {
        const register_count = halving.signatures.register_count;
        const room = try allocator.alloc(u16, 2 * register_count);
        defer allocator.free(room);
        @memset(room, identity.empty);
        const first = item * block_size;
        for (first..@min(first + block_size, halving.offsets.len - 1)) |influencer| {
            const own = project(halving.signatures, influencer, room[0..register_count]);
            defer clear(halving.signatures, influencer, room[0..register_count]);
            for (halving.offsets[influencer]..halving.offsets[influencer + 1]) |entry| {
                const other = halving.neighbours[entry];
                const theirs = project(halving.signatures, other, room[register_count..]);
                defer clear(halving.signatures, other, room[register_count..]);
                const counts = halving.signatures.follower_counts.items;
                for (&halving.halves[entry], compare(own, theirs)) |*half, statistics| {
                    half.* = @floatCast(estimate.score(.jaccard, statistics, register_count / 2, counts[influencer], counts[other]));
                }
            }
        }
    }
};

/// `room` is empty before, and again after `clear`.
fn project(signatures: *const Signatures, influencer: usize, room: []u16) []const u16 {
    switch (signatures.get(influencer)) {
        .registers => |registers| return registers,
        .list => |hashes| {
            registers_of.foldHashes(room, hashes);
            return room;
        },
    }
}

fn clear(signatures: *const Signatures, influencer: usize, room: []u16) void {
    switch (signatures.get(influencer)) {
        .registers => {},
        .list => |hashes| for (hashes) |hash| {
            room[hash & (room.len - 1)] = identity.empty;
        },
    }
}

const lane_count = 32;
const Lanes = @Vector(lane_count, u16);
/// Lanes of even bins.
const even: u32 = 0x5555_5555;

fn compare(left: []const u16, right: []const u16) [2]pairs.Statistics {
    const none: Lanes = @splat(identity.empty);
    var statistics: [2]pairs.Statistics = @splat(.{});
    var i: usize = 0;
    while (i < left.len) : (i += lane_count) {
        const a: Lanes = left[i..][0..lane_count].*;
        const b: Lanes = right[i..][0..lane_count].*;
        const same: u32 = @bitCast(a == b);
        const both_empty = same & @as(u32, @bitCast(a == none));
        const less: u32 = @bitCast(a < b);
        for (&statistics, [_]u32{ even, ~even }) |*half, mask| {
            half.both_empty += @popCount(both_empty & mask);
            half.equal += @popCount(same & ~both_empty & mask);
            half.less += @popCount(less & mask);
            half.greater += @popCount(~(same | less) & mask);
        }
    }
    return statistics;
}
