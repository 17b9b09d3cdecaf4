//! Who belongs to a few seeds (DESIGN 10): every influencer is scored, the best are returned.
//!
//! `blend`, the default, is the sum of two z-scores. One is the cosine of registers weighed by run length, less each influencer's mean
//! cosine to everybody, plus what its ties bring it of their neighbours' cosines. The other is a walk over the ties that starts
//! again at the seeds, over the square root of the degree. Which method wins where: docs/architecture.md.

const std = @import("std");
const estimate = @import("estimate.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const pairs = @import("pairs.zig");
const runs_of = @import("runs.zig");
const files = @import("files.zig");
const Runs = runs_of.Runs;
const Signatures = @import("signatures.zig").Signatures;
const Ties = @import("ties.zig").Ties;
const select = @import("select.zig");
const view_count = @import("ties.zig").view_count;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Method = enum { mean, corrected, idf, pagerank, blend };

pub const Request = struct {
    method: Method,
    limit: u32,
    /// 0 = `passing_min` or 4 `limit`.
    passingMax: u32,
    threads: u32,
};

pub const Answer = struct { found: u64, examined: u64 };

/// Room for `limit` entries; the halves have two columns.
pub const Columns = struct { influencers: []u32, scores: []f64, half_scores: []f64, half_ranks: []u32 };

/// In `half_ranks`: not among the first `limit` of that half.
const unranked = std.math.maxInt(u32);

/// Seeds in one question.
const seeds_max = 1000;
/// Register matches that one question adds up, at most, shortest runs first: some 10 ms.
const matches_max = 8 << 20;
/// Influencers that pass something on to those they are tied to, at most: the strongest, or four times as many as are asked for. The
/// areas under recall are those of passing on from all (docs/architecture.md).
const passing_min = 1024;
/// A walk starts again at the seeds with a quarter at each step, so that after six steps 82 % of all walks have done so.
const restart = 0.25;
const step_count = 6;

/// What questions are asked of; open between them.
pub const Expansion = struct {
    signatures: Signatures,
    own_hashes: files.Array(u64),
    runs: Runs,
    ties: Ties,
    /// Memory of a question that is over, for the next one: fresh pages cost a fifth of a question.
    spare: std.atomic.Value(?*Room) = .init(null),

    pub fn open(job: *const Job, signatures_folder: []const u8, neighbours_folder: []const u8) Error!Expansion {
        const signatures: Signatures = try .open(job.report, signatures_folder);
        errdefer signatures.close();
        const own_hashes: files.Array(u64) = try .open(job.report, &.{ neighbours_folder, "own_hashes.npy" }, 1);
        errdefer own_hashes.close();
        if (own_hashes.items.len != signatures.influencer_count) {
            const path = try files.Path.join(job.report, &.{ neighbours_folder, "own_hashes.npy" });
            return job.report.fail(error.CorruptFile, path.text(), 0, "needed {d} hashes, found {d}", .{ signatures.influencer_count, own_hashes.items.len });
        }
        const runs: Runs = try .build(job, &signatures, own_hashes.items);
        errdefer runs.deinit();
        const ties: Ties = try .build(job, neighbours_folder, &signatures, &runs, own_hashes.items);
        return .{ .signatures = signatures, .own_hashes = own_hashes, .runs = runs, .ties = ties };
    }

    pub fn close(expansion: *Expansion) void {
        if (expansion.spare.swap(null, .acquire)) |room| room.destroy();
        expansion.ties.deinit();
        expansion.runs.deinit();
        expansion.own_hashes.close();
        expansion.signatures.close();
    }

    /// `mask`: one bit per influencer, least significant first, who may be in the answer; empty = everybody.
    pub fn ask(expansion: *Expansion, job: *const Job, request: Request, seeds: []const u32, mask: []const u8, out: Columns) Error!Answer {
        const count: usize = expansion.signatures.influencer_count;
        const folder = expansion.signatures.folder;
        if (seeds.len == 0 or seeds.len > seeds_max) return job.report.fail(error.InvalidArgument, folder, 0, "needed 1 to {d} seeds, got {d}", .{ seeds_max, seeds.len });
        for (seeds) |seed| try pairs.checkIndex(job, &expansion.signatures, seed);
        if (request.limit == 0 or request.limit > out.influencers.len) return job.report.fail(error.InvalidArgument, folder, 0, "needed a limit of 1 to {d}, got {d}", .{ out.influencers.len, request.limit });
        if (mask.len != 0 and mask.len < (count + 7) / 8) return job.report.fail(error.InvalidArgument, folder, 0, "needed a mask of {d} bytes, got {d}", .{ (count + 7) / 8, mask.len });

        const room = expansion.spare.swap(null, .acquire) orelse try Room.create(count);
        defer if (expansion.spare.swap(room, .acq_rel)) |other| other.destroy();
        const wanted = room.wanted;
        var examined: u64 = 0;
        for (wanted, expansion.signatures.follower_counts.items, 0..) |*want, followers, i| {
            want.* = followers > 0 and (mask.len == 0 or mask[i / 8] >> @intCast(i % 8) & 1 == 1);
        }
        for (seeds) |seed| wanted[seed] = false;
        for (wanted) |want| examined += @intFromBool(want);
        var asked: Asked = .{
            .expansion = expansion,
            .job = job,
            .method = request.method,
            .seeds = seeds,
            .limit = request.limit,
            .passing_max = if (request.passingMax > 0) request.passingMax else @max(passing_min, 4 * @as(usize, request.limit)),
            .wanted = wanted,
            .similarities = room.values[0 .. view_count * count],
            .scores = room.values[view_count * count .. 2 * view_count * count],
            .room = room,
        };
        @memset(asked.similarities, 0);
        switch (request.method) {
            .mean, .corrected => try asked.compareAll(),
            .idf, .blend => try asked.countMatches(),
            .pagerank => {},
        }
        defer for (asked.best) |best| allocator.free(best);
        try job.forEach(view_count, &asked, Asked.scoreView);
        return .{ .found = asked.write(out), .examined = examined };
    }
};

/// Memory of one question.
const Room = struct {
    /// Two columns of each view, and three of each view's walker.
    values: []f64,
    touched: []u32,
    wanted: []bool,

    fn create(count: usize) Error!*Room {
        const room = try allocator.create(Room);
        errdefer allocator.destroy(room);
        const values = try allocator.alloc(f64, 5 * view_count * count);
        errdefer allocator.free(values);
        const touched = try allocator.alloc(u32, view_count * count);
        errdefer allocator.free(touched);
        room.* = .{ .values = values, .touched = touched, .wanted = try allocator.alloc(bool, count) };
        return room;
    }

    fn destroy(room: *Room) void {
        allocator.free(room.values);
        allocator.free(room.touched);
        allocator.free(room.wanted);
        allocator.destroy(room);
    }
};

const Asked = struct {
    expansion: *const Expansion,
    job: *const Job,
    method: Method,
    seeds: []const u32,
    limit: usize,
    passing_max: usize,
    wanted: []const bool,
    /// To the seeds, by all people and by the two halves. Shape (views, influencers).
    similarities: []f64,
    /// By method; not above -inf where nothing ties an influencer to the seeds. Same shape.
    scores: []f64,
    room: *const Room,
    /// Of each view, best first.
    best: [view_count][]u32 = @splat(&.{}),

    fn columnOf(asked: *const Asked, all: []f64, view: usize) []f64 {
        const count = asked.wanted.len;
        return all[view * count ..][0..count];
    }

    /// Mean Jaccard with the seeds, by comparing everybody with each of them.
    fn compareAll(asked: *Asked) Error!void {
        const signatures = &asked.expansion.signatures;
        const scratches = try allocator.alloc(u16, (asked.job.workerCount() + asked.seeds.len) * signatures.register_count);
        defer allocator.free(scratches);
        const comparing: Comparing = .{ .asked = asked, .scratches = scratches };
        for (asked.seeds, 0..) |seed, i| _ = registersOf(signatures, seed, comparing.roomOf(i));
        try asked.job.forEach(std.math.divCeil(usize, asked.wanted.len, Comparing.block_size) catch unreachable, &comparing, Comparing.block);
    }

    /// Sum over the seeds of the cosine of registers, each weighed by its run.
    fn countMatches(asked: *Asked) Error!void {
        const runs = &asked.expansion.runs;
        var found: std.ArrayList(Match) = .empty;
        defer found.deinit(allocator);
        try asked.listMatches(&found);
        const adding: Adding = .{ .asked = asked, .found = found.items };
        try asked.job.forEach(2, &adding, Adding.half);
        const even = asked.columnOf(asked.similarities, 1);
        const odd = asked.columnOf(asked.similarities, 2);
        const seeds: f64 = @floatFromInt(asked.seeds.len);
        const all = asked.columnOf(asked.similarities, 0);
        for (all, even, odd, runs.norms) |*sum, *left, *right, norm| {
            if (norm == 0) continue;
            left.* /= norm * seeds;
            right.* /= norm * seeds;
            sum.* = left.* + right.*;
        }
    }

    /// Runs that the seeds are in, shortest first, until there are enough matches.
    fn listMatches(asked: *const Asked, found: *std.ArrayList(Match)) Error!void {
        const expansion = asked.expansion;
        const runs = &expansion.runs;
        const room = try allocator.alloc(u16, expansion.signatures.register_count);
        defer allocator.free(room);
        for (asked.seeds) |seed| {
            if (runs.norms[seed] == 0) continue;
            const own = runs_of.registersWithOwn(&expansion.signatures, expansion.own_hashes.items, seed, room);
            for (runs.bins, own[0..runs.bins.len], 0..) |*bin, code, number| {
                if (code == identity.empty) continue;
                const run = bin.find(code) orelse continue;
                const length = bin.run(run).len;
                if (length > runs.lengthMax()) continue;
                try found.append(allocator, .{ .bin = @intCast(number), .run = run, .length = @intCast(length), .weight = 1 / runs.norms[seed] });
            }
        }
        std.mem.sort(Match, found.items, {}, Match.isBefore);
        var kept: usize = 0;
        var matches: u64 = 0;
        for (found.items) |match| {
            if (kept > 0 and found.items[kept - 1].bin == match.bin and found.items[kept - 1].run == match.run) {
                found.items[kept - 1].weight += match.weight;
                continue;
            }
            if (matches + match.length > matches_max) break;
            matches += match.length;
            found.items[kept] = match;
            kept += 1;
        }
        found.shrinkRetainingCapacity(kept);
    }

    fn scoreView(asked: *Asked, _: usize, view: usize) Error!void {
        const scores = asked.columnOf(asked.scores, view);
        const similarities = asked.columnOf(asked.similarities, view);
        const walker: Walker = .init(asked, view);
        switch (asked.method) {
            .mean => for (scores, similarities) |*score, similarity| {
                score.* = if (similarity > 0) similarity else -std.math.inf(f64);
            },
            .corrected => for (scores, similarities, asked.expansion.runs.background_jaccard) |*score, similarity, background| {
                score.* = if (similarity > 0) similarity - background else -std.math.inf(f64);
            },
            .idf => {
                asked.correct(view, scores);
                for (scores, similarities) |*score, similarity| {
                    if (similarity <= 0) score.* = -std.math.inf(f64);
                }
            },
            .pagerank => {
                walker.walk(scores);
                for (scores) |*score| {
                    if (score.* <= 0) score.* = -std.math.inf(f64);
                }
            },
            .blend => {
                asked.correct(view, walker.source);
                walker.smooth(scores);
                standardize(scores, asked.expansion.runs.norms);
                walker.walk(walker.source);
                for (similarities, walker.source) |*similarity, walks| similarity.* = @max(similarity.*, walks);
                standardize(walker.source, asked.expansion.runs.norms);
                for (scores, walker.source, similarities) |*score, walks, sign| {
                    score.* = if (sign > 0) score.* + walks else -std.math.inf(f64);
                }
            },
        }
        asked.best[view] = try asked.listBest(scores, walker.chosen, walker.next);
    }

    /// Cosine less its mean over everybody. A half's is doubled, to be of the size of all.
    fn correct(asked: *const Asked, view: usize, out: []f64) void {
        const similarities = asked.columnOf(asked.similarities, view);
        const even, const odd = asked.expansion.runs.background;
        for (out, similarities, even, odd) |*score, similarity, left, right| {
            score.* = switch (view) {
                0 => similarity - left - right,
                1 => 2 * (similarity - left),
                else => 2 * (similarity - right),
            };
        }
    }

    fn listBest(asked: *const Asked, scores: []const f64, kept: []f64, room: []f64) Error![]u32 {
        var size: usize = 0;
        for (scores, asked.wanted) |score, want| {
            if (!want or score == -std.math.inf(f64)) continue;
            kept[size] = score;
            size += 1;
        }
        const bar = if (size > asked.limit) select.largestOf(kept[0..size], asked.limit, room) else -std.math.inf(f64);
        var best: std.ArrayList(u32) = .empty;
        errdefer best.deinit(allocator);
        for (scores, asked.wanted, 0..) |score, want, i| {
            if (want and score >= bar and score != -std.math.inf(f64)) try best.append(allocator, @intCast(i));
        }
        std.mem.sortUnstable(u32, best.items, scores, isBetter);
        if (best.items.len > asked.limit) best.shrinkRetainingCapacity(asked.limit);
        return best.toOwnedSlice(allocator);
    }

    fn isBetter(scores: []const f64, a: u32, b: u32) bool {
        return if (scores[a] != scores[b]) scores[a] > scores[b] else a < b;
    }

    fn write(asked: *const Asked, out: Columns) usize {
        const scores = asked.columnOf(asked.scores, 0);
        for (asked.best[0], 0..) |influencer, i| {
            out.influencers[i] = influencer;
            out.scores[i] = scores[influencer];
            for (0..2) |half| {
                // Divided by the best of its half, to be compared with one another.
                const best = asked.best[1 + half];
                const score = asked.columnOf(asked.scores, 1 + half)[influencer];
                const top = if (best.len > 0) asked.columnOf(asked.scores, 1 + half)[best[0]] else 0;
                out.half_scores[2 * i + half] = if (top > 0 and score > 0) score / top else 0;
                out.half_ranks[2 * i + half] = unranked;
            }
        }
        // What was compared is done with: the column tells places now.
        const places = asked.columnOf(asked.similarities, 0);
        @memset(places, -1);
        for (asked.best[0], 0..) |influencer, i| places[influencer] = @floatFromInt(i);
        for (asked.best[1..], 0..) |best, half| {
            for (best, 0..) |influencer, rank| {
                if (places[influencer] >= 0) out.half_ranks[2 * @as(usize, @intFromFloat(places[influencer])) + half] = @intCast(rank);
            }
        }
        return asked.best[0].len;
    }
};

const Match = struct {
    bin: u32,
    run: u32,
    length: u32,
    weight: f64,

    fn isBefore(_: void, a: Match, b: Match) bool {
        if (a.length != b.length) return a.length < b.length;
        return if (a.bin != b.bin) a.bin < b.bin else a.run < b.run;
    }
};

/// Even and odd bins fill columns of their own, so each has a thread.
const Adding = struct {
    asked: *const Asked,
    found: []const Match,

    fn half(adding: *const Adding, _: usize, parity: usize) Error!void {
        const sums = adding.asked.columnOf(adding.asked.similarities, 1 + parity);
        for (adding.found) |match| {
            if (match.bin % 2 != parity) continue;
            const members = adding.asked.expansion.runs.bins[match.bin].run(match.run);
            const weight = match.weight * runs_of.weigh(members.len);
            for (members) |member| sums[member] += weight;
        }
    }
};

/// To mean 0 and deviation 1 over everybody who has followers.
fn standardize(values: []f64, norms: []const f64) void {
    var count: f64 = 0;
    var sum: f64 = 0;
    for (values, norms) |value, norm| {
        if (norm == 0) continue;
        count += 1;
        sum += value;
    }
    const mean = if (count > 0) sum / count else 0;
    var squares: f64 = 0;
    for (values, norms) |value, norm| {
        if (norm > 0) squares += (value - mean) * (value - mean);
    }
    const deviation = @sqrt(squares / @max(1, count));
    for (values) |*value| value.* = if (deviation > 0) (value.* - mean) / deviation else 0;
}

/// Passes values over the ties of one view. Only the strongest pass on: the rest of a large network hardly matters and costs most.
const Walker = struct {
    asked: *const Asked,
    ties: *const Ties,
    scales: []const f64,
    view: usize,
    passing_max: usize,
    /// Room for one value per influencer each.
    source: []f64,
    next: []f64,
    chosen: []f64,
    touched: []u32,

    fn init(asked: *const Asked, view: usize) Walker {
        const count = asked.wanted.len;
        const values = asked.room.values[(2 * view_count + 3 * view) * count ..];
        return .{
            .asked = asked,
            .ties = &asked.expansion.ties,
            .scales = asked.expansion.ties.scalesOf(view),
            .view = view,
            // Halves only tell how stable the members are: a quarter of the passing is enough for that.
            .passing_max = if (view == 0) asked.passing_max else @max(1, asked.passing_max / 4),
            .source = values[0..count],
            .next = values[count .. 2 * count],
            .chosen = values[2 * count .. 3 * count],
            .touched = asked.room.touched[view * count ..][0..count],
        };
    }

    /// out = source + what the ties bring of it, each weighed by its share of both ends' ties: w / sqrt(d_i d_j).
    fn smooth(walker: *const Walker, out: []f64) void {
        const source = walker.source;
        @memcpy(out, source);
        const bar = if (source.len > walker.passing_max) select.largestOf(source, walker.passing_max, walker.next) else -std.math.inf(f64);
        @memset(walker.next, 0);
        for (source, 0..) |value, i| {
            if (value >= bar and value != 0) walker.pass(i, value);
        }
        for (out, walker.next, walker.scales) |*value, brought, scale| value.* += brought * scale;
    }

    fn pass(walker: *const Walker, from: usize, value: f64) void {
        const scaled = value * walker.scales[from];
        for (walker.ties.row(from)) |tie| walker.next[tie.other] += scaled * tie.weights[walker.view];
    }

    /// out = share of walks from the seeds that are there, over the square root of the degree of both ends.
    fn walk(walker: *const Walker, out: []f64) void {
        const share = 1 / @as(f64, @floatFromInt(walker.asked.seeds.len));
        @memset(out, 0);
        @memset(walker.next, 0);
        var passing: usize = 0;
        for (walker.asked.seeds) |seed| {
            if (walker.asked.expansion.runs.norms[seed] == 0) continue;
            if (out[seed] == 0) {
                walker.touched[passing] = seed;
                passing += 1;
            }
            out[seed] += share;
        }
        for (0..step_count) |_| {
            passing = walker.step(out, passing);
        }
    }

    /// One step; `touched` names who has something, before and after.
    fn step(walker: *const Walker, out: []f64, passing: usize) usize {
        std.mem.sortUnstable(u32, walker.touched[0..passing], {}, std.sort.asc(u32));
        for (walker.touched[0..passing]) |from| walker.pass(from, out[from]);
        for (walker.touched[0..passing]) |from| out[from] = 0;
        var size: usize = 0;
        for (walker.next, walker.scales, 0..) |*brought, scale, i| {
            if (brought.* == 0) continue;
            out[i] = (1 - restart) * brought.* * scale;
            brought.* = 0;
            walker.touched[size] = @intCast(i);
            size += 1;
        }
        const share = restart / @as(f64, @floatFromInt(walker.asked.seeds.len));
        for (walker.asked.seeds) |seed| {
            if (walker.asked.expansion.runs.norms[seed] == 0) continue;
            if (out[seed] == 0) {
                walker.touched[size] = seed;
                size += 1;
            }
            out[seed] += share;
        }
        return walker.keepStrongest(out, size);
    }

    fn keepStrongest(walker: *const Walker, out: []f64, size: usize) usize {
        if (size <= walker.passing_max) return size;
        for (walker.touched[0..size], walker.chosen[0..size]) |i, *value| value.* = out[i];
        // Nothing waits in `next` between steps.
        const bar = select.largestOf(walker.chosen[0..size], walker.passing_max, walker.next);
        @memset(walker.next[0..size], 0);
        var kept: usize = 0;
        for (walker.touched[0..size]) |i| {
            if (out[i] < bar) {
                out[i] = 0;
                continue;
            }
            walker.touched[kept] = i;
            kept += 1;
        }
        return kept;
    }
};

const Comparing = struct {
    asked: *Asked,
    scratches: []u16,

    const block_size = 1024;

    /// Registers of seed `number`; those of workers come after all seeds.
    fn roomOf(comparing: *const Comparing, number: usize) []u16 {
        const size = comparing.asked.expansion.signatures.register_count;
        return comparing.scratches[number * size ..][0..size];
    }

    fn block(comparing: *const Comparing, worker: usize, item: usize) Error!void {
        const asked = comparing.asked;
        const signatures = &asked.expansion.signatures;
        const counts = signatures.follower_counts.items;
        const room = comparing.roomOf(asked.seeds.len + worker);
        const first = item * block_size;
        for (first..@min(first + block_size, counts.len)) |influencer| {
            if (counts[influencer] == 0) continue;
            const own = registersOf(signatures, influencer, room);
            var sums: [view_count]f64 = @splat(0);
            for (asked.seeds, 0..) |seed, number| {
                if (counts[seed] == 0) continue;
                const halves = compareHalves(comparing.roomOf(number), own);
                const all = switch (signatures.get(influencer)) {
                    .registers => pairs.addStatistics(halves[0], halves[1]),
                    .list => |list| switch (signatures.get(seed)) {
                        .registers => pairs.addStatistics(halves[0], halves[1]),
                        .list => |other| pairs.Statistics{ .exact_shared = pairs.countShared(list, other) },
                    },
                };
                for ([_]pairs.Statistics{ all, halves[0], halves[1] }, 0..) |statistics, view| {
                    const bins = signatures.register_count / @as(u32, if (view == 0) 1 else 2);
                    sums[view] += estimate.score(.jaccard, statistics, bins, counts[seed], counts[influencer]);
                }
            }
            const seeds: f64 = @floatFromInt(asked.seeds.len);
            for (sums, 0..) |sum, view| asked.columnOf(asked.similarities, view)[influencer] = sum / seeds;
        }
    }
};

fn registersOf(signatures: *const Signatures, influencer: usize, room: []u16) []const u16 {
    switch (signatures.get(influencer)) {
        .registers => |registers| @memcpy(room, registers),
        .list => |hashes| {
            @memset(room, identity.empty);
            @import("registers.zig").foldHashes(room, hashes);
        },
    }
    return room;
}

/// Even and odd bins apart.
fn compareHalves(left: []const u16, right: []const u16) [2]pairs.Statistics {
    const lane_count = 32;
    const Lanes = @Vector(lane_count, u16);
    const masks = [2]u32{ 0x5555_5555, 0xaaaa_aaaa };
    var halves: [2]pairs.Statistics = @splat(.{});
    var i: usize = 0;
    while (i < left.len) : (i += lane_count) {
        const a: Lanes = left[i..][0..lane_count].*;
        const b: Lanes = right[i..][0..lane_count].*;
        const equal: u32 = @bitCast(a == b);
        const empty: u32 = equal & @as(u32, @bitCast(a == @as(Lanes, @splat(identity.empty))));
        const less: u32 = @bitCast(a < b);
        for (&halves, masks) |*half, mask| {
            half.both_empty += @popCount(empty & mask);
            half.equal += @popCount(equal & ~empty & mask);
            half.less += @popCount(less & mask);
            half.greater += @popCount(~equal & ~less & mask);
        }
    }
    return halves;
}
