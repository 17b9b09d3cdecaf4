//! What people are interested in: each follower's share over communities, from the follows that popularity does not explain (DESIGN 10).
//!
//! A person's follows of a community are some by the way (Poisson, at a rate that depends on the person's main community) and, where
//! there is an interest, more. The rates are learned from the people of the first samples, then all rows are written.
//! Sums are of whole numbers, so that no result depends on threads.

const std = @import("std");
const files = @import("files.zig");
const jobs = @import("job.zig");
const rates_file = @import("interest_rates.zig");
const Follows = @import("follows.zig").Follows;
const Rates = rates_file.Rates;
const Tally = rates_file.Tally;
const add = rates_file.add;
const folderName = @import("sample_store.zig").folderName;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Request = struct {
    network: []const u8,
    folder: []const u8,
    samples: []const u32,
    communityCount: u32,
    /// Smallest share that is kept.
    shareMin: f64,
    threads: u32,
};

pub const Answer = struct { followers: u64, entries: u64 };

/// Community of an influencer that counts for none.
const none: u32 = std.math.maxInt(u32);
/// People that rates are learned from, at least, where there are so many.
const learners_min = 200_000;
const rounds = 8;

/// Writes `sample-NN/interested_in_*.npy`. `people[c]` receives how many have a share in c, `sums[c]` their shares in units of 2^-30.
pub fn measure(job: *const Job, request: Request, community_of: []const u32, people: []u64, sums: []u64) Error!Answer {
    try check(job, request, community_of, people, sums);
    const store: Follows = try .open(job, request.network, request.samples, community_of.len);
    defer store.close();
    var rates: Rates = try .init(request.communityCount, store.follows_max);
    defer rates.deinit();

    const learning = store.head(learners_min);
    job.start(learning.edges * rounds + store.edge_count);
    for (0..rounds) |_| {
        var tally: Tally = try .init(&rates);
        defer tally.deinit();
        const round: Round = .{ .job = job, .store = &store, .rates = &rates, .community_of = community_of, .tally = &tally };
        try job.forEach(learning.samples, &round, Round.sample);
        try rates.learn(&tally);
    }
    @memset(people, 0);
    @memset(sums, 0);
    var writing: Writing = .{ .job = job, .store = &store, .rates = &rates, .community_of = community_of, .request = request, .people = people, .sums = sums };
    try job.forEach(store.samples.len, &writing, Writing.sample);
    return .{ .followers = store.follower_count, .entries = writing.entries };
}

fn check(job: *const Job, request: Request, community_of: []const u32, people: []u64, sums: []u64) Error!void {
    if (!(request.shareMin > 0 and request.shareMin <= 1)) {
        return job.report.fail(error.InvalidArgument, "", 0, "needed a least share above 0, at most 1, got {d}", .{request.shareMin});
    }
    if (people.len != request.communityCount or sums.len != request.communityCount) {
        return job.report.fail(error.InvalidArgument, "", 0, "needed room for {d} communities, got {d}", .{ request.communityCount, people.len });
    }
    for (community_of, 0..) |community, influencer| {
        if (community != none and community >= request.communityCount) {
            return job.report.fail(error.InvalidArgument, "", 0, "community must be below {d}, that of influencer {d} is {d}", .{ request.communityCount, influencer, community });
        }
    }
}

/// Counts the follows of one person after another by community.
const Reader = struct {
    rates: *const Rates,
    community_of: []const u32,
    /// Shape (community): follows of the person at hand; 0 elsewhere.
    counts: []u32,
    /// Communities that the person at hand follows, ascending.
    touched: []u32,
    chances: []f64,
    gains: []f64,
    touched_count: usize = 0,
    follows: u32 = 0,

    fn init(rates: *const Rates, community_of: []const u32, follows_max: usize) Error!Reader {
        const most = @min(follows_max, rates.communities);
        const counts = try allocator.alloc(u32, rates.communities);
        errdefer allocator.free(counts);
        @memset(counts, 0);
        const touched = try allocator.alloc(u32, most);
        errdefer allocator.free(touched);
        const chances = try allocator.alloc(f64, most);
        errdefer allocator.free(chances);
        return .{ .rates = rates, .community_of = community_of, .counts = counts, .touched = touched, .chances = chances, .gains = try allocator.alloc(f64, most) };
    }

    fn deinit(reader: *const Reader) void {
        allocator.free(reader.counts);
        allocator.free(reader.touched);
        allocator.free(reader.chances);
        allocator.free(reader.gains);
    }

    fn read(reader: *Reader, follows: []const u32) void {
        reader.touched_count = 0;
        reader.follows = 0;
        for (follows) |influencer| {
            const community = reader.community_of[influencer];
            if (community == none) continue;
            if (reader.counts[community] == 0) {
                reader.touched[reader.touched_count] = community;
                reader.touched_count += 1;
            }
            reader.counts[community] += 1;
            reader.follows += 1;
        }
        std.mem.sortUnstable(u32, reader.touched[0..reader.touched_count], {}, std.sort.asc(u32));
    }

    fn forget(reader: *Reader) void {
        for (reader.touched[0..reader.touched_count]) |community| reader.counts[community] = 0;
    }

    /// Fills chances and gains of the touched communities; returns the main one, by place in `touched`.
    fn weigh(reader: *Reader) usize {
        var main: usize = 0;
        for (reader.touched[0..reader.touched_count], 0..) |community, i| {
            if (reader.counts[community] > reader.counts[reader.touched[main]]) main = i;
        }
        // Once with the kind that counts tell, once more with the kind that gains tell.
        for (0..2) |_| {
            reader.weighAs(reader.rates.kindOf(reader.touched[main]));
            var best: f64 = 0;
            for (reader.gains[0..reader.touched_count], 0..) |gain, i| {
                if (gain > best) {
                    best = gain;
                    main = i;
                }
            }
        }
        return main;
    }

    /// Chance of an interest against a Poisson count by the way, where an interest makes any larger count alike probable.
    fn weighAs(reader: *Reader, kind: usize) void {
        const rates = reader.rates;
        const follows: f64 = @floatFromInt(reader.follows);
        const room = follows * (1 - rates.aside_total[kind]);
        for (reader.touched[0..reader.touched_count], 0..) |community, i| {
            const count = reader.counts[community];
            const expected = follows * rates.aside[kind * rates.communities + community];
            const more = @as(f64, @floatFromInt(count)) - expected;
            reader.chances[i] = 0;
            reader.gains[i] = 0;
            if (!(more > 0)) continue;
            const rate = @max(expected, 1e-9);
            const by_the_way = @exp(@as(f64, @floatFromInt(count)) * @log(rate) - rate - rates.log_factorial[count]);
            const interest = rates.interest[community];
            reader.chances[i] = 1 / (1 + (1 - interest) / interest * room * by_the_way);
            reader.gains[i] = reader.chances[i] * more;
        }
    }

    /// What shares are a share of: the follows that interests explain, and no fewer than people of this kind have.
    fn whole(reader: *const Reader, main: usize) f64 {
        var sum: f64 = 0;
        for (reader.gains[0..reader.touched_count]) |gain| sum += gain;
        const kind = reader.rates.kindOf(reader.touched[main]);
        return @max(sum, @as(f64, @floatFromInt(reader.follows)) * (1 - reader.rates.aside_total[kind]));
    }
};

const Round = struct {
    job: *const Job,
    store: *const Follows,
    rates: *const Rates,
    community_of: []const u32,
    tally: *Tally,

    fn sample(round: *const Round, _: usize, item: usize) Error!void {
        const rates = round.rates;
        const store = &round.store.samples[item];
        const offsets = store.offsets.items;
        var reader: Reader = try .init(rates, round.community_of, round.store.follows_max);
        defer reader.deinit();
        var people: u64 = 0;
        for (offsets[0 .. offsets.len - 1], offsets[1..]) |from, to| {
            reader.read(store.influencers.items[from..to]);
            defer reader.forget();
            if (reader.touched_count == 0) continue;
            people += 1;
            const main = if (rates.started) reader.weigh() else 0;
            const kind = rates.kindOf(reader.touched[main]);
            const follows: f64 = @floatFromInt(reader.follows);
            _ = @atomicRmw(u64, &round.tally.follows[kind], .Add, reader.follows, .monotonic);
            for (reader.touched[0..reader.touched_count], 0..) |community, i| {
                const chance = if (rates.started) reader.chances[i] else 0;
                const at = kind * rates.communities + community;
                add(&round.tally.aside[at], (1 - chance) * @as(f64, @floatFromInt(reader.counts[community])));
                add(&round.tally.interested[at], chance * follows);
                add(&round.tally.chance[community], chance);
            }
        }
        _ = @atomicRmw(u64, &round.tally.people, .Add, people, .monotonic);
        round.job.advance(store.influencers.items.len);
    }
};

const Writing = struct {
    job: *const Job,
    store: *const Follows,
    rates: *const Rates,
    community_of: []const u32,
    request: Request,
    people: []u64,
    sums: []u64,
    entries: u64 = 0,

    fn sample(writing: *Writing, _: usize, item: usize) Error!void {
        const store = &writing.store.samples[item];
        const edges = store.offsets.items;
        var reader: Reader = try .init(writing.rates, writing.community_of, writing.store.follows_max);
        defer reader.deinit();
        const offsets = try allocator.alloc(u32, edges.len);
        defer allocator.free(offsets);
        var communities: std.ArrayList(u32) = .empty;
        defer communities.deinit(allocator);
        var shares: std.ArrayList(f32) = .empty;
        defer shares.deinit(allocator);
        offsets[0] = 0;
        for (edges[0 .. edges.len - 1], edges[1..], offsets[1..]) |from, to, *end| {
            reader.read(store.influencers.items[from..to]);
            defer reader.forget();
            if (reader.touched_count > 0) try writing.row(&reader, &communities, &shares);
            end.* = @intCast(communities.items.len);
        }
        _ = @atomicRmw(u64, &writing.entries, .Add, communities.items.len, .monotonic);
        try writing.save(store.number, offsets, communities.items, shares.items);
        writing.job.advance(store.influencers.items.len);
    }

    fn row(writing: *Writing, reader: *Reader, communities: *std.ArrayList(u32), shares: *std.ArrayList(f32)) Error!void {
        const main = reader.weigh();
        const whole = reader.whole(main);
        for (reader.touched[0..reader.touched_count], reader.gains[0..reader.touched_count]) |community, gain| {
            const share = gain / whole;
            if (!(share >= writing.request.shareMin)) continue;
            // Rounded down to a multiple of 2^-24, so that a row never adds up to more than 1.
            const kept: f32 = @floatCast(@floor(share * (1 << 24)) / (1 << 24));
            try communities.append(allocator, community);
            try shares.append(allocator, kept);
            _ = @atomicRmw(u64, &writing.people[community], .Add, 1, .monotonic);
            add(&writing.sums[community], kept);
        }
    }

    fn save(writing: *const Writing, number: u32, offsets: []const u32, communities: []const u32, shares: []const f32) Error!void {
        const report = writing.job.report;
        var buffer: [32]u8 = undefined;
        const name = folderName(number, &buffer);
        try files.makeFolder(report, &.{ writing.request.folder, name });
        try files.writeArray(u32, report, &.{ writing.request.folder, name, "interested_in_offsets.npy" }, offsets);
        try files.writeArray(u32, report, &.{ writing.request.folder, name, "interested_in_communities.npy" }, communities);
        try files.writeArray(f32, report, &.{ writing.request.folder, name, "interested_in_shares.npy" }, shares);
    }
};
