//! K-permutation MinHash: what tests and benches measure one permutation against. Never used by the product.
//!
//! Register i is the least of a_i * x + b_i (mod 2^32) over all x, with x a premixed key. 128 hash functions stay in vector
//! registers while the keys stream past (the best layout found, research/performance.md section 2).

const std = @import("std");
const identity = @import("identity.zig");

const lane_count = 16;
const Lanes = @Vector(lane_count, u32);
const group_count = 8;
const block = lane_count * group_count;

pub fn isRegisterCount(count: usize) bool {
    return count > 0 and count % block == 0;
}

/// `registers` become the K minima.
pub fn fold(keys: []const u32, registers: []u32) void {
    std.debug.assert(isRegisterCount(registers.len));
    var first: usize = 0;
    while (first < registers.len) : (first += block) foldBlock(keys, first, registers[first..][0..block]);
}

fn foldBlock(keys: []const u32, first: usize, registers: *[block]u32) void {
    var factor_table: [block]u32 = undefined;
    var term_table: [block]u32 = undefined;
    for (&factor_table, &term_table, first..) |*factor, *term, i| {
        factor.* = factorOf(i);
        term.* = termOf(i);
    }
    const factors: [group_count]Lanes = @bitCast(factor_table);
    const terms: [group_count]Lanes = @bitCast(term_table);
    var minima: [group_count]Lanes = @splat(@splat(std.math.maxInt(u32)));
    for (keys) |key| {
        const x: Lanes = @splat(premix(key));
        inline for (0..group_count) |g| minima[g] = @min(minima[g], x *% factors[g] +% terms[g]);
    }
    registers.* = @bitCast(minima);
}

fn factorOf(i: usize) u32 {
    return @truncate(identity.mix(2 * i + 1) | 1);
}

fn termOf(i: usize) u32 {
    return @truncate(identity.mix(2 * i + 2));
}

inline fn premix(key: u32) u32 {
    var x = key;
    x ^= x >> 16;
    x *%= 0x85ebca6b;
    x ^= x >> 13;
    x *%= 0xc2b2ae35;
    return x ^ x >> 16;
}

test "fold() equals the definition" {
    const keys = [_]u32{ 1, 2, 77, 4_000_000_000 };
    var registers: [256]u32 = undefined;
    fold(&keys, &registers);
    for (registers, 0..) |register, i| {
        var least: u32 = std.math.maxInt(u32);
        for (keys) |key| least = @min(least, premix(key) *% factorOf(i) +% termOf(i));
        try std.testing.expectEqual(least, register);
    }
}
