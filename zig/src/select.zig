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
