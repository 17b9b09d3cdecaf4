//! Exact sizes of the regions of a few audiences, from the edge store (DESIGN 9).

const std = @import("std");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Network = networks.Network;

/// 2^6 regions are what a picture can show.
pub const audience_count_max = 6;

pub const Request = struct {
    influencers: []const u32,
    threads: u32,
};

/// Adds to `counts[p]` the people who follow exactly the influencers whose bit is set in p; `counts[0]` stays 0.
pub fn count(job: *const Job, network: *const Network, request: Request, counts: []u64) Error!void {
    const asked = request.influencers;
    if (asked.len == 0 or asked.len > audience_count_max or counts.len != @as(usize, 1) << @intCast(asked.len)) {
        return job.report.fail(error.InvalidArgument, network.folder, 0, "needed 1 to {d} influencers, got {d}", .{ audience_count_max, asked.len });
    }
    for (asked) |influencer| {
        if (influencer >= network.influencer_count) {
            return job.report.fail(error.InvalidArgument, network.folder, 0, "influencer index must be below {d}, got {d}", .{ network.influencer_count, influencer });
        }
    }
    @memset(counts, 0);
    job.start(network.samples.len);
    const work: Work = .{ .job = job, .network = network, .asked = asked, .counts = counts };
    try job.forEach(network.samples.len, &work, Work.sample);
}

const Work = struct {
    job: *const Job,
    network: *const Network,
    asked: []const u32,
    counts: []u64,

    fn sample(work: *const Work, _: usize, item: usize) Error!void {
        const store = &work.network.samples[item];
        var rests: [audience_count_max][]const u32 = undefined;
        for (work.asked, 0..) |influencer, i| {
            const slice = try store.slice(work.network, work.job.report, influencer, influencer + 1);
            rests[i] = store.followers.items[slice.from..slice.to];
        }
        var local: [1 << audience_count_max]u64 = @splat(0);
        mergeCount(rests[0..work.asked.len], &local);
        for (work.counts, local[0..work.counts.len]) |*total, more| {
            if (more > 0) _ = @atomicRmw(u64, total, .Add, more, .monotonic);
        }
        work.job.advance(1);
    }
};

/// Walks over ascending lists together; each step takes the least follower from all lists that have it.
fn mergeCount(rests: [][]const u32, counts: *[1 << audience_count_max]u64) void {
    while (true) {
        var least: u64 = std.math.maxInt(u64);
        for (rests) |rest| {
            if (rest.len > 0) least = @min(least, rest[0]);
        }
        if (least == std.math.maxInt(u64)) return;
        var pattern: usize = 0;
        for (rests, 0..) |*rest, i| {
            if (rest.len == 0 or rest.*[0] != least) continue;
            pattern |= @as(usize, 1) << @intCast(i);
            rest.* = rest.*[1..];
        }
        counts[pattern] += 1;
    }
}

test "mergeCount() counts each person once, by who they follow" {
    var rests = [_][]const u32{ &.{ 1, 2, 5 }, &.{ 2, 3, 5 }, &.{5} };
    var counts: [1 << audience_count_max]u64 = @splat(0);
    mergeCount(&rests, &counts);
    try std.testing.expectEqualSlices(u64, &.{ 0, 1, 1, 1, 0, 0, 0, 1 }, counts[0..8]);
}
