//! Candidates for the neighbours of one influencer, and their exact comparison.

const std = @import("std");
const estimate = @import("estimate.zig");
const jobs = @import("job.zig");
const pairs = @import("pairs.zig");
const Index = @import("register_index.zig").Index;
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// One match can be chance; two of a thousand rarely are.
pub const matches_min = 2;
/// Candidates that are compared exactly, for each neighbour that is kept.
const candidates_per_neighbour = 4;
/// Influencers per item of work.
pub const block_size = 64;

pub const Neighbour = struct {
    influencer: u32,
    weight: f64,

    pub fn isNearer(_: void, a: Neighbour, b: Neighbour) bool {
        return if (a.weight != b.weight) a.weight > b.weight else a.influencer < b.influencer;
    }
};

pub const Worker = struct {
    /// Matching registers of each influencer; all 0 between questions.
    matches: []u16,
    candidates: std.ArrayList(Neighbour) = .empty,
    room: []u16,
    scratch: pairs.Scratch,
    compared: u64 = 0,

    pub fn init(signatures: *const Signatures) Error!Worker {
        const matches = try allocator.alloc(u16, signatures.influencer_count);
        errdefer allocator.free(matches);
        @memset(matches, 0);
        const room = try allocator.alloc(u16, signatures.register_count);
        errdefer allocator.free(room);
        return .{ .matches = matches, .room = room, .scratch = try .init(signatures.register_count) };
    }

    pub fn deinit(worker: *Worker) void {
        allocator.free(worker.matches);
        allocator.free(worker.room);
        worker.candidates.deinit(allocator);
        worker.scratch.deinit();
    }
};

pub const Work = struct {
    job: *const Job,
    signatures: *const Signatures,
    index: *const Index,
    neighbour_count: u32,
    /// exp(-n / K) of each influencer: the share of bins that its n followers are expected to leave empty.
    empty_shares: []const f64,
    rows: []Neighbour,
    sizes: []u32,
    workers: []Worker,

    pub fn block(work: *const Work, worker: usize, item: usize) Error!void {
        const first = item * block_size;
        const last = @min(first + block_size, work.sizes.len);
        for (first..last) |influencer| try work.one(&work.workers[worker], influencer);
        work.job.advance(last - first);
    }

    fn one(work: *const Work, worker: *Worker, influencer: usize) Error!void {
        const asked: pairs.Asked = .init(work.signatures, influencer, worker.room);
        work.index.countMatches(asked.registers, worker.matches);
        worker.matches[influencer] = 0;
        try work.collect(worker, influencer);
        const found = worker.candidates.items;
        const candidates = found[0..@min(found.len, work.neighbour_count * candidates_per_neighbour)];
        select(found, candidates.len);
        for (candidates) |*candidate| candidate.weight = work.weigh(&asked, influencer, candidate.influencer, &worker.scratch);
        worker.compared += candidates.len;
        std.mem.sortUnstable(Neighbour, candidates, {}, Neighbour.isNearer);
        var size: u32 = 0;
        for (candidates[0..@min(candidates.len, work.neighbour_count)]) |candidate| {
            if (candidate.weight <= 0) break;
            work.rows[influencer * work.neighbour_count + size] = candidate;
            size += 1;
        }
        work.sizes[influencer] = size;
    }

    /// Whoever has enough matches, with the share of matches among the bins that either is expected to fill.
    fn collect(work: *const Work, worker: *Worker, influencer: usize) Error!void {
        worker.candidates.clearRetainingCapacity();
        const own = work.empty_shares[influencer];
        const lane_count = 32;
        const matches = worker.matches;
        var start: usize = 0;
        while (start < matches.len) : (start += lane_count) {
            const end = @min(start + lane_count, matches.len);
            if (end - start == lane_count) {
                const lanes: @Vector(lane_count, u16) = matches[start..][0..lane_count].*;
                if (@reduce(.Max, lanes) < matches_min) {
                    matches[start..][0..lane_count].* = @splat(0);
                    continue;
                }
            }
            try worker.candidates.ensureUnusedCapacity(allocator, lane_count);
            for (start..end) |other| {
                const found = matches[other];
                matches[other] = 0;
                if (found < matches_min) continue;
                const filled = 1 - own * work.empty_shares[other];
                worker.candidates.appendAssumeCapacity(.{ .influencer = @intCast(other), .weight = @as(f64, @floatFromInt(found)) / filled });
            }
        }
    }

    /// Estimated Jaccard; 0 where it is not above noise.
    pub fn weigh(work: *const Work, asked: *const pairs.Asked, influencer: usize, other: usize, scratch: *const pairs.Scratch) f64 {
        const statistics = asked.compare(work.signatures, other, scratch);
        const shared = if (statistics.exact_shared >= 0) statistics.exact_shared else @as(i32, @intCast(statistics.equal));
        if (shared < matches_min) return 0;
        const counts = work.signatures.follower_counts.items;
        return estimate.score(.jaccard, statistics, work.signatures.register_count, counts[influencer], counts[other]);
    }
};

/// Brings the `count` nearest to the front, in any order (Hoare's selection): sorting all candidates took twice the time of everything else.
fn select(items: []Neighbour, count: usize) void {
    var first: usize = 0;
    var end = items.len;
    while (end - first > 1 and count > first and count < end) {
        const middle = first + (end - first) / 2;
        std.mem.swap(Neighbour, &items[middle], &items[end - 1]);
        const pivot = items[end - 1];
        var place = first;
        for (first..end - 1) |i| {
            if (!Neighbour.isNearer({}, items[i], pivot)) continue;
            std.mem.swap(Neighbour, &items[i], &items[place]);
            place += 1;
        }
        std.mem.swap(Neighbour, &items[place], &items[end - 1]);
        if (place >= count) end = place else first = place + 1;
    }
}

test "select() brings the nearest to the front" {
    var random: std.Random.DefaultPrng = .init(7);
    for (0..200) |_| {
        var items: [50]Neighbour = undefined;
        for (&items, 0..) |*item, i| item.* = .{ .influencer = @intCast(i), .weight = @floatFromInt(random.random().uintLessThan(u32, 8)) };
        const count = random.random().uintAtMost(usize, items.len);
        var expected = items;
        std.mem.sortUnstable(Neighbour, &expected, {}, Neighbour.isNearer);
        select(&items, count);
        std.mem.sortUnstable(Neighbour, items[0..count], {}, Neighbour.isNearer);
        try std.testing.expectEqualDeep(expected[0..count], items[0..count]);
    }
}
