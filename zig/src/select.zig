//! The m-th largest of many numbers, in linear time.

const std = @import("std");

/// Value that at most m - 1 numbers exceed and at least m reach; `values` are moved about. No NaN.
pub fn largest(values: []f64, m: usize) f64 {
    std.debug.assert(m >= 1 and m <= values.len);
    var low: usize = 0;
    var high = values.len;
    const wanted = m - 1;
    while (high - low > 1) {
        const pivot = medianOf(values[low], values[low + (high - low) / 2], values[high - 1]);
        // [low, above) exceeds the pivot, [above, i) equals it, [below, high) is less.
        var above = low;
        var i = low;
        var below = high;
        while (i < below) {
            if (values[i] > pivot) {
                std.mem.swap(f64, &values[i], &values[above]);
                above += 1;
                i += 1;
            } else if (values[i] < pivot) {
                below -= 1;
                std.mem.swap(f64, &values[i], &values[below]);
            } else i += 1;
        }
        if (wanted < above) high = above else if (wanted < below) return pivot else low = below;
    }
    return values[low];
}

/// `largest()` of values that stay where they are; `room` has as many places. A sample tells which can be left out before.
pub fn largestOf(values: []const f64, m: usize, room: []f64) f64 {
    std.debug.assert(m >= 1 and m <= values.len and room.len >= values.len);
    if (values.len > 16 * sample_size) {
        var sample: [sample_size]f64 = undefined;
        const stride = values.len / sample_size;
        for (&sample, 0..) |*value, i| value.* = values[i * stride];
        // Twice the share that is wanted, and some more: the sample errs by the root of what it counts.
        const rank = 2 * m * sample_size / values.len + 16;
        if (rank < sample_size) {
            const bar = largest(&sample, rank);
            var size: usize = 0;
            for (values) |value| {
                room[size] = value;
                size += @intFromBool(value >= bar);
                if (size == room.len) break;
            }
            if (size >= m) return largest(room[0..size], m);
        }
    }
    @memcpy(room[0..values.len], values);
    return largest(room[0..values.len], m);
}

const sample_size = 1024;

fn medianOf(a: f64, b: f64, c: f64) f64 {
    return @max(@min(a, b), @min(@max(a, b), c));
}

test "largest() equals sorting, with many ties too" {
    var random: std.Random.DefaultPrng = .init(3);
    var values: [500]f64 = undefined;
    var sorted: [500]f64 = undefined;
    for ([_]u64{ 3, 50, 1 << 40 }) |range| {
        for ([_]usize{ 1, 2, 17, 500 }) |size| {
            for (values[0..size]) |*value| value.* = @floatFromInt(random.random().uintLessThan(u64, range));
            @memcpy(sorted[0..size], values[0..size]);
            std.mem.sort(f64, sorted[0..size], {}, std.sort.desc(f64));
            for ([_]usize{ 1, (size + 1) / 2, size }) |m| try std.testing.expectEqual(sorted[m - 1], largest(values[0..size], m));
        }
    }
}

test "largestOf() equals largest(), also where the sample misleads" {
    var random: std.Random.DefaultPrng = .init(4);
    const values = try std.testing.allocator.alloc(f64, 20_000);
    defer std.testing.allocator.free(values);
    const copy = try std.testing.allocator.alloc(f64, 2 * values.len);
    defer std.testing.allocator.free(copy);
    for ([_]u64{ 2, 1 << 40 }) |range| {
        for (values, 0..) |*value, i| {
            value.* = @floatFromInt(random.random().uintLessThan(u64, range));
            // What a stride of 19 sees is larger than all the rest.
            if (range > 2 and i % 19 == 0) value.* += 1 << 41;
        }
        for ([_]usize{ 1, 40, 3000, 20_000 }) |m| {
            @memcpy(copy[values.len..], values);
            try std.testing.expectEqual(largest(copy[values.len..], m), largestOf(values, m, copy[0..values.len]));
        }
    }
}
