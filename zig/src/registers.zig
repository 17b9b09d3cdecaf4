//! Folding marks and hashes into the registers of one-permutation MinHash (DESIGN 8).

const std = @import("std");
const identity = @import("identity.zig");
const empty = identity.empty;

const lane_count = 32;
const Lanes = @Vector(lane_count, u16);

pub const count_min = 64;
pub const count_max = 16_384;

comptime {
    // Vectors walk over registers without a rest, and a mark's 14 bits name every bin.
    std.debug.assert(count_min % lane_count == 0);
    std.debug.assert(count_max == 1 << 14);
}

pub fn isRegisterCount(count: u64) bool {
    return count >= count_min and count <= count_max and std.math.isPowerOfTwo(count);
}

/// Takes every mark. Always stores: a branch on "is it less" costs three times as much (DESIGN 6).
pub fn fold(registers: []u16, marks: []const u32) void {
    std.debug.assert(isRegisterCount(registers.len));
    // The mask keeps every bin inside.
    @setRuntimeSafety(false);
    const mask: u32 = @intCast(registers.len - 1);
    for (marks) |mark| {
        const register = &registers[mark & mask];
        register.* = @min(register.*, @as(u16, @truncate(mark >> 16)));
    }
}

/// Takes full hashes, as a list holds them.
pub fn foldHashes(registers: []u16, hashes: []const u64) void {
    std.debug.assert(isRegisterCount(registers.len));
    for (hashes) |hash| {
        const register = &registers[hash & (registers.len - 1)];
        register.* = @min(register.*, identity.codeOfHash(hash));
    }
}

/// Element-wise minimum: `registers` become those of the union.
pub fn merge(registers: []u16, others: []const u16) void {
    std.debug.assert(registers.len == others.len);
    var i: usize = 0;
    while (i < registers.len) : (i += lane_count) {
        const a: Lanes = registers[i..][0..lane_count].*;
        const b: Lanes = others[i..][0..lane_count].*;
        registers[i..][0..lane_count].* = @min(a, b);
    }
}

/// The greatest register: `empty` until every bin is filled. No code above it can change anything.
pub fn greatest(registers: []const u16) u16 {
    var lanes: Lanes = @splat(0);
    var i: usize = 0;
    while (i < registers.len) : (i += lane_count) lanes = @max(lanes, @as(Lanes, registers[i..][0..lane_count].*));
    return @reduce(.Max, lanes);
}

/// What the registers of one influencer have been told, slice by slice.
pub const Progress = struct {
    /// The greatest register when last looked at.
    greatest: u16 = empty,
    /// Marks folded since then.
    since: u32 = 0,
};

/// Marks between two looks at the bound, and the finest place where reading stops.
const step = 32;

/// Takes an ascending slice of marks, and stops where the rest cannot matter any more. Exact at any size.
pub fn foldAscending(registers: []u16, marks: []const u32, progress: *Progress) void {
    var rest = marks;
    while (rest.len > 0) {
        if (rest[0] >> 16 > progress.greatest) return;
        const count = @min(rest.len, step);
        // What lies above the bound within a step changes nothing.
        fold(registers, rest[0..count]);
        rest = rest[count..];
        progress.since += @intCast(count);
        if (progress.since >= registers.len) progress.* = .{ .greatest = greatest(registers) };
    }
}

const golden = @import("golden_test.zig");
test "folding equals the golden set" {
    try golden.checkSet(@This());
}

test "foldAscending() equals fold() at every size" {
    var random: std.Random.DefaultPrng = .init(7);
    var marks: [20_000]u32 = undefined;
    for ([_]usize{ 0, 1, 63, 700, 4095, 4096, 4097, 20_000 }) |size| {
        for (marks[0..size]) |*mark| mark.* = identity.markOf(identity.mix(random.random().int(u64)));
        const middle = size / 3;
        std.mem.sortUnstable(u32, marks[0..middle], {}, std.sort.asc(u32));
        std.mem.sortUnstable(u32, marks[middle..size], {}, std.sort.asc(u32));
        var plain: [256]u16 = @splat(empty);
        var cut: [256]u16 = @splat(empty);
        var progress: Progress = .{};
        fold(&plain, marks[0..size]);
        foldAscending(&cut, marks[0..middle], &progress);
        foldAscending(&cut, marks[middle..size], &progress);
        try std.testing.expectEqualSlices(u16, &plain, &cut);
    }
}
