//! How fast this machine reads memory with all threads: the limit that a bench sets its figures beside.

const std = @import("std");
const jobs = @import("job.zig");

const lane_count = 8;
const Lanes = @Vector(lane_count, u64);
/// Independent sums, so that no addition waits for another.
const sum_count = 8;
const step = lane_count * sum_count;

/// Sum of all words, wrapped. Each thread reads one stretch from end to end.
pub fn read(words: []const u64, threads: u32) u64 {
    var sums: [jobs.threads_max]u64 = @splat(0);
    var helpers: [jobs.threads_max]std.Thread = undefined;
    var started: usize = 0;
    while (started + 1 < threads) : (started += 1) {
        helpers[started] = std.Thread.spawn(.{}, readPart, .{ words, started + 1, threads, &sums[started + 1] }) catch break;
    }
    readPart(words, 0, threads, &sums[0]);
    for (helpers[0..started]) |helper| helper.join();
    // A stretch that no thread could be had for.
    for (started + 1..threads) |part| readPart(words, part, threads, &sums[part]);
    var sum: u64 = 0;
    for (sums) |each| sum +%= each;
    return sum;
}

fn readPart(words: []const u64, part: usize, part_count: usize, out: *u64) void {
    const from = words.len * part / part_count;
    const stretch = words[from .. words.len * (part + 1) / part_count];
    var sums: [sum_count]Lanes = @splat(@splat(0));
    var i: usize = 0;
    while (i + step <= stretch.len) : (i += step) {
        inline for (&sums, 0..) |*sum, s| sum.* +%= @as(Lanes, stretch[i + s * lane_count ..][0..lane_count].*);
    }
    var total: u64 = 0;
    for (sums) |sum| total +%= @reduce(.Add, sum);
    for (stretch[i..]) |word| total +%= word;
    out.* = total;
}

test "read() adds every word once" {
    var words: [1003]u64 = undefined;
    for (&words, 0..) |*word, i| word.* = i;
    for ([_]u32{ 1, 2, 7 }) |threads| try std.testing.expectEqual(1003 * 1002 / 2, read(&words, threads));
}
