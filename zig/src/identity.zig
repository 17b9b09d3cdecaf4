//! Follower keys, the hash that sketches see, sample slots, codes and marks (DESIGN 5, 6, 8).

const std = @import("std");

/// A register that no follower has fallen into. More than any code, so minimum needs no special case.
pub const empty: u16 = 0xFFFF;
const code_max: u16 = 0xFFFE;

/// Bijective finaliser of splitmix64: distinct keys never collide.
pub inline fn mix(x: u64) u64 {
    var y = x;
    y ^= y >> 30;
    y *%= 0xbf58476d1ce4e5b9;
    y ^= y >> 27;
    y *%= 0x94d049bb133111eb;
    y ^= y >> 31;
    return y;
}

/// Key of an account id `platform:id`: a canonical decimal u64 keeps its identity, anything else is hashed as text.
pub fn followerKey(account_id: []const u8) u64 {
    const colon = std.mem.indexOfScalar(u8, account_id, ':') orelse return hashText(account_id);
    const number = parseCanonical(account_id[colon + 1 ..]) orelse return hashText(account_id);
    return mix(number ^ hashText(account_id[0..colon]));
}

pub fn hashText(text: []const u8) u64 {
    return std.hash.XxHash3.hash(0, text);
}

/// "0" or digits that start with 1 to 9, below 2^64.
fn parseCanonical(text: []const u8) ?u64 {
    if (text.len == 0 or text.len > 20) return null;
    if (text[0] == '0' and text.len > 1) return null;
    var number: u64 = 0;
    for (text) |character| {
        if (character < '0' or character > '9') return null;
        number = std.math.mul(u64, number, 10) catch return null;
        number = std.math.add(u64, number, character - '0') catch return null;
    }
    return number;
}

pub inline fn hashOf(key: u64, seed: u64) u64 {
    return mix(key ^ seed);
}

/// Slot in [0, sample_count). Another seed than the hash's, or the signature of a sample is biased.
pub inline fn sampleSlot(key: u64, sample_seed: u64, sample_count: u32) u32 {
    return @intCast((mix(key ^ sample_seed) >> 32) * sample_count >> 32);
}

/// Minifloat of h >> 32: 5 bits of exponent, 11 of mantissa. Monotone.
pub inline fn codeOf(value: u32) u16 {
    const v = @max(value, 1);
    const exponent: u5 = @intCast(31 - @clz(v));
    const below = v - (@as(u32, 1) << exponent);
    const mantissa = if (exponent >= 11) below >> (exponent - 11) else below << (11 - exponent);
    return @intCast(@min(@as(u32, exponent) << 11 | mantissa, code_max));
}

pub inline fn codeOfHash(h: u64) u16 {
    return codeOf(@intCast(h >> 32));
}

/// What a signature needs of an edge: code << 16 | low 14 bits of h.
pub inline fn markOf(h: u64) u32 {
    return @as(u32, codeOfHash(h)) << 16 | @as(u32, @intCast(h & 0x3FFF));
}

const golden = @import("golden_test.zig");
test "identity equals the golden vectors" {
    try golden.checkIdentity(@This());
}
