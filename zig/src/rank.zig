//! The best of all influencers for one, by scoring everybody (DESIGN 9).

const std = @import("std");
const estimate = @import("estimate.zig");
const jobs = @import("job.zig");
const pairs = @import("pairs.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Request = struct {
    influencer: u32,
    by: estimate.By,
    limit: u32,
    minimum: f64,
    threads: u32,
};

pub const Answer = struct { found: u64, examined: u64 };

/// Room for `limit` entries.
pub const Columns = struct { influencers: []u32, scores: []f64, statistics: pairs.Columns };

/// One bit per influencer, least significant first: who may be in the answer. Empty = everybody.
pub fn rank(job: *const Job, signatures: *const Signatures, request: Request, mask: []const u8, out: Columns) Error!Answer {
    try pairs.checkIndex(job, signatures, request.influencer);
    if (mask.len != 0 and mask.len < (signatures.influencer_count + 7) / 8) {
        return job.report.fail(error.InvalidArgument, signatures.folder, 0, "needed a mask of {d} bytes, got {d}", .{ (signatures.influencer_count + 7) / 8, mask.len });
    }
    if (request.limit == 0) return job.report.fail(error.InvalidArgument, signatures.folder, 0, "needed a limit of at least 1", .{});
    const shortlists = try allocator.alloc(Shortlist, job.workerCount());
    defer allocator.free(shortlists);
    var made: usize = 0;
    defer for (shortlists[0..made]) |*shortlist| shortlist.deinit();
    for (shortlists) |*shortlist| {
        shortlist.* = .{ .limit = request.limit, .scratch = try .init(signatures.register_count) };
        made += 1;
    }
    const room = try allocator.alloc(u16, signatures.register_count);
    defer allocator.free(room);
    const asked: pairs.Asked = .init(signatures, request.influencer, room);
    const work: Work = .{ .signatures = signatures, .asked = &asked, .request = request, .mask = mask, .shortlists = shortlists };
    const blocks = std.math.divCeil(usize, signatures.influencer_count, block_size) catch unreachable;
    job.start(signatures.influencer_count);
    try job.forEach(blocks, &work, Work.block);

    var examined: u64 = 0;
    for (shortlists) |*shortlist| examined += shortlist.examined;
    for (shortlists[1..]) |*shortlist| {
        for (shortlist.candidates.items) |candidate| try shortlists[0].add(candidate);
    }
    const best = shortlists[0].finish();
    for (best, 0..) |candidate, i| {
        out.influencers[i] = candidate.influencer;
        out.scores[i] = candidate.score;
        out.statistics.set(i, candidate.statistics);
    }
    return .{ .found = best.len, .examined = examined };
}

/// Influencers per item: some milliseconds of work.
const block_size = 4096;

const Work = struct {
    signatures: *const Signatures,
    asked: *const pairs.Asked,
    request: Request,
    mask: []const u8,
    shortlists: []Shortlist,

    fn block(work: *const Work, worker: usize, item: usize) Error!void {
        const shortlist = &work.shortlists[worker];
        const counts = work.signatures.follower_counts.items;
        const first = item * block_size;
        for (first..@min(first + block_size, counts.len)) |influencer| {
            if (influencer == work.request.influencer or !work.isWanted(influencer)) continue;
            shortlist.examined += 1;
            const statistics = work.asked.compare(work.signatures, influencer, &shortlist.scratch);
            const score = estimate.score(work.request.by, statistics, work.signatures.register_count, counts[work.request.influencer], counts[influencer]);
            if (score <= 0 or score < work.request.minimum) continue;
            try shortlist.add(.{ .score = score, .influencer = @intCast(influencer), .statistics = statistics });
        }
    }

    fn isWanted(work: *const Work, influencer: usize) bool {
        return work.mask.len == 0 or work.mask[influencer / 8] >> @intCast(influencer % 8) & 1 == 1;
    }
};

const Candidate = struct { score: f64, influencer: u32, statistics: pairs.Statistics };

/// Keeps the best `limit` of what it is given: collects twice as many, then drops the worse half.
const Shortlist = struct {
    limit: usize,
    candidates: std.ArrayList(Candidate) = .empty,
    /// The worst that is sure to be kept so far.
    bar: ?Candidate = null,
    examined: u64 = 0,
    scratch: pairs.Scratch,

    fn add(shortlist: *Shortlist, candidate: Candidate) Error!void {
        if (shortlist.bar) |bar| {
            if (!isBetter({}, candidate, bar)) return;
        }
        try shortlist.candidates.append(allocator, candidate);
        if (shortlist.candidates.items.len < shortlist.limit * 2) return;
        const best = shortlist.finish();
        shortlist.bar = best[best.len - 1];
    }

    fn finish(shortlist: *Shortlist) []const Candidate {
        std.mem.sortUnstable(Candidate, shortlist.candidates.items, {}, isBetter);
        shortlist.candidates.shrinkRetainingCapacity(@min(shortlist.limit, shortlist.candidates.items.len));
        return shortlist.candidates.items;
    }

    fn isBetter(_: void, a: Candidate, b: Candidate) bool {
        return if (a.score != b.score) a.score > b.score else a.influencer < b.influencer;
    }

    fn deinit(shortlist: *Shortlist) void {
        shortlist.candidates.deinit(allocator);
        shortlist.scratch.deinit();
    }
};
