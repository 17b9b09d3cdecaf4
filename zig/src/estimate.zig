//! The joint maximum likelihood estimate of similarity (DESIGN 9). The operations stand in the same order as in the
//! TypeScript twin, so that both give the same bits.

const std = @import("std");
const Statistics = @import("pairs.zig").Statistics;

pub const By = enum { jaccard, containment, lift };

/// Score of a pair; 0 where nothing is shared.
/// `containment` is the share of the left one's followers who follow the right one too; `lift` is shared / (left * right), to be
/// multiplied by the number of people.
pub fn score(by: By, statistics: Statistics, register_count: u32, left_count: u64, right_count: u64) f64 {
    if (left_count == 0 or right_count == 0) return 0;
    const left: f64 = @floatFromInt(left_count);
    const right: f64 = @floatFromInt(right_count);
    if (statistics.exact_shared >= 0) {
        const shared: f64 = @floatFromInt(statistics.exact_shared);
        return switch (by) {
            .jaccard => shared / (left + right - shared),
            .containment => shared / left,
            .lift => shared / (left * right),
        };
    }
    const similarity = jaccard(statistics, register_count, left, right);
    const shared = similarity / (1 + similarity) * (left + right);
    return switch (by) {
        .jaccard => similarity,
        .containment => shared / left,
        .lift => shared / (left * right),
    };
}

/// Two codes are equal by chance in this share of bins, times u times v.
const false_match = 3.522e-4;

fn jaccard(statistics: Statistics, register_count: u32, left: f64, right: f64) f64 {
    const used: f64 = @floatFromInt(register_count - statistics.both_empty);
    if (used == 0 or statistics.equal == 0) return 0;
    const u = left / (left + right);
    const v = 1 - u;
    const chance = false_match * u * v;
    const equal = @max(0, (@as(f64, @floatFromInt(statistics.equal)) / used - chance) / (1 - chance)) * used;
    if (equal == 0) return 0;
    const unequal: f64 = @floatFromInt(statistics.less + statistics.greater);
    const scale = if (unequal == 0) 0 else (used - equal) / unequal;
    const less = @as(f64, @floatFromInt(statistics.less)) * scale;
    const greater = @as(f64, @floatFromInt(statistics.greater)) * scale;
    const b = v * v * (equal + less) + u * u * (equal + greater);
    const root = @sqrt(@max(0, b * b - 4 * u * u * v * v * used * equal));
    const estimate = 2 * u * v * equal / (b + root);
    return @min(@max(estimate, 0), @min(u / v, v / u));
}

const golden = @import("golden_test.zig");
test "score() equals the golden pairs" {
    try golden.checkPairs(@This());
}
