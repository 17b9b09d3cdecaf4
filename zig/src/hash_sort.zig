//! Sorts hashes, which are uniform: a place for each by its top bits, then a short insertion sort.

const std = @import("std");

/// Longest array that this sort takes.
pub const count_max = 512;

/// What the sort works in; handed in because filling it anew for each array would cost more than sorting.
pub const Scratch = struct { copy: [count_max]u64, cursors: [count_max + 1]u16 };

/// Sorts up to `count_max` hashes in place. Any input comes out right; uniform input comes out fast.
pub fn sort(hashes: []u64, scratch: *Scratch) void {
    std.debug.assert(hashes.len <= count_max);
    if (hashes.len > 16) spread(hashes, scratch);
    for (1..@max(1, hashes.len)) |i| {
        const hash = hashes[i];
        var at = i;
        while (at > 0 and hashes[at - 1] > hash) : (at -= 1) hashes[at] = hashes[at - 1];
        hashes[at] = hash;
    }
}

/// One heap per hash on average.
fn spread(hashes: []u64, scratch: *Scratch) void {
    const copy = scratch.copy[0..hashes.len];
    @memcpy(copy, hashes);
    const bits: u6 = @intCast(std.math.log2_int(usize, hashes.len));
    const shift: u6 = @intCast(64 - @as(u7, bits));
    const cursors = scratch.cursors[0 .. (@as(usize, 1) << bits) + 1];
    @memset(cursors, 0);
    for (hashes) |hash| cursors[@as(usize, @intCast(hash >> shift)) + 1] += 1;
    for (1..cursors.len) |i| cursors[i] += cursors[i - 1];
    for (copy) |hash| {
        const cursor = &cursors[@intCast(hash >> shift)];
        hashes[cursor.*] = hash;
        cursor.* += 1;
    }
}

test "sort() sorts" {
    var random: std.Random.DefaultPrng = .init(3);
    var hashes: [count_max]u64 = undefined;
    var scratch: Scratch = undefined;
    for (0..count_max + 1) |size| {
        for (hashes[0..size]) |*hash| hash.* = random.random().int(u64) >> @intCast(size % 60);
        sort(hashes[0..size], &scratch);
        try std.testing.expect(std.sort.isSorted(u64, hashes[0..size], {}, std.sort.asc(u64)));
    }
}
