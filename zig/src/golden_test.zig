//! Golden vectors (tests/golden/vectors.json), computed independently. Only tests refer to this file.

const std = @import("std");

const testing = std.testing;

fn parse() !std.json.Parsed(std.json.Value) {
    return std.json.parseFromSlice(std.json.Value, testing.allocator, @embedFile("golden"), .{});
}

fn hex(value: std.json.Value) !u64 {
    return std.fmt.parseInt(u64, value.string[2..], 16);
}

fn number(value: std.json.Value) u64 {
    return @intCast(value.integer);
}

pub fn checkIdentity(identity: type) !void {
    const parsed = try parse();
    defer parsed.deinit();
    const vectors = parsed.value.object;
    const seed = try hex(vectors.get("seed").?);
    const sample_seed = try hex(vectors.get("sampleSeed").?);
    for (vectors.get("xxh3_64").?.array.items) |case| {
        try testing.expectEqual(try hex(case.object.get("hash").?), identity.hashText(case.object.get("text").?.string));
    }
    for (vectors.get("mixes").?.array.items) |case| {
        try testing.expectEqual(try hex(case.object.get("mix").?), identity.mix(try hex(case.object.get("x").?)));
    }
    for (vectors.get("codes").?.array.items) |case| {
        try testing.expectEqual(number(case.object.get("code").?), identity.codeOf(@intCast(number(case.object.get("value").?))));
    }
    for (vectors.get("accounts").?.array.items) |case| {
        const account = case.object;
        var text: [1024]u8 = undefined;
        const id = try std.fmt.bufPrint(&text, "{s}:{s}", .{ account.get("platform").?.string, account.get("id").?.string });
        const key = identity.followerKey(id);
        const hash = identity.hashOf(key, seed);
        try testing.expectEqual(try hex(account.get("key").?), key);
        try testing.expectEqual(try hex(account.get("h").?), hash);
        try testing.expectEqual(number(account.get("slot100").?), identity.sampleSlot(key, sample_seed, 100));
        try testing.expectEqual(number(account.get("slot4").?), identity.sampleSlot(key, sample_seed, 4));
        try testing.expectEqual(number(account.get("code").?), identity.codeOfHash(hash));
        try testing.expectEqual(number(account.get("mark").?), identity.markOf(hash));
    }
}

pub fn checkSet(registers_of: type) !void {
    const identity = @import("identity.zig");
    const parsed = try parse();
    defer parsed.deinit();
    const vectors = parsed.value.object;
    const set = vectors.get("set").?.object;
    var registers: [64]u16 = @splat(identity.empty);
    for (0..2000) |i| {
        var text: [32]u8 = undefined;
        const key = identity.followerKey(try std.fmt.bufPrint(&text, "file:{d}", .{i}));
        const hash = identity.hashOf(key, try hex(vectors.get("seed").?));
        registers_of.foldHashes(registers[0..], &.{hash});
    }
    for (set.get("registers").?.array.items, registers) |expected, register| {
        try testing.expectEqual(number(expected), register);
    }
}

pub fn checkPairs(estimate: type) !void {
    const parsed = try parse();
    defer parsed.deinit();
    for (parsed.value.object.get("pairs").?.object.get("cases").?.array.items) |case| {
        const pair = case.object;
        const score = estimate.score(.jaccard, .{
            .both_empty = @intCast(number(pair.get("bothEmpty").?)),
            .equal = @intCast(number(pair.get("equal").?)),
            .less = @intCast(number(pair.get("less").?)),
            .greater = @intCast(number(pair.get("greater").?)),
        }, @intCast(number(pair.get("K").?)), number(pair.get("countA").?), number(pair.get("countB").?));
        const expected: f64 = switch (pair.get("jaccard").?) {
            .float => |value| value,
            .integer => |value| @floatFromInt(value),
            else => return error.UnexpectedVector,
        };
        try testing.expectApproxEqAbs(expected, score, 1e-9);
    }
}
