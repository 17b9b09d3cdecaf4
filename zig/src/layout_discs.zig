//! Where discs lie: those with strong ties near each other, none on top of another, the whole compact. Used for communities and,
//! within each, for its parts. `core/kernel/reference/_layout_discs.ts` does the same operations in the same order.

const std = @import("std");
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Point = struct { x: f64 = 0, y: f64 = 0 };

/// Ties between groups as compressed rows, both directions, others ascending.
pub const Ties = struct {
    offsets: []usize,
    others: []u32,
    weights: []f64,

    pub fn deinit(ties: *const Ties) void {
        allocator.free(ties.offsets);
        allocator.free(ties.others);
        allocator.free(ties.weights);
    }
};

/// Unit vectors, each turned from the one before by the golden angle. Made by multiplication alone, as cosine and sine differ
/// in the last bit from one library to the next.
pub const Golden = struct {
    direction: Point = .{ .x = 1, .y = 0 },

    pub fn next(golden: *Golden) Point {
        const now = golden.direction;
        golden.direction = .{ .x = now.x * cosine - now.y * sine, .y = now.x * sine + now.y * cosine };
        return now;
    }

    const cosine = -0.7373688780783197;
    const sine = 0.6754902942615238;
};

/// Discs that forces place, at most: each round looks at all pairs. Further ones, the smallest, lie around these.
const discs_max = 8192;
/// Pairs that all rounds of one phase look at, about; decides how many rounds there are.
const pair_budget: f64 = 1e9;

fn roundsFor(discs: usize, most: usize) usize {
    const count: f64 = @floatFromInt(discs);
    const affordable: f64 = @floor(pair_budget / (count * count));
    const most_rounds: f64 = @floatFromInt(most);
    return @intFromFloat(@max(@min(60, most_rounds), @min(most_rounds, affordable)));
}

/// Share of the way to the mean of its ties that a disc goes in a round.
const attraction: f64 = 0.25;
const gravity: f64 = 0.015;
const repulsion: f64 = 0.075;
/// Gravity of the phase that brings all together.
const squeeze: f64 = 0.02;
/// Share of an overlap that both sides give way in a round; less than 1, as a disc may be pushed from many sides.
const giving: f64 = 0.7;

/// Fewer discs than these are not worth a thread.
const shared_min = 256;
const discs_per_item = 64;

/// `gap` is the least distance between two discs, `rounds_max` the rounds of each of the two phases, at most. With a `job` large
/// numbers of discs are moved by all its threads.
pub fn place(job: ?*const Job, radii: []const f64, ties: *const Ties, gap: f64, rounds_max: usize, places: []Point) Error!void {
    const count = @min(radii.len, discs_max);
    const reach = try allocator.alloc(f64, radii.len);
    defer allocator.free(reach);
    for (reach, radii) |*own, radius| own.* = radius + gap / 2;
    var golden: Golden = .{};
    var area: f64 = 0;
    for (places[0..count], reach[0..count], 0..) |*at, own, i| {
        const direction = golden.next();
        const distance = if (i == 0) 0 else @sqrt(area + own * own / 2) * 1.1;
        at.* = .{ .x = direction.x * distance, .y = direction.y * distance };
        area += own * own;
    }
    if (count > 1) {
        const totals = try allocator.alloc(f64, count);
        defer allocator.free(totals);
        for (totals, 0..) |*total, i| {
            total.* = 0;
            for (ties.offsets[i]..ties.offsets[i + 1]) |entry| {
                if (ties.others[entry] < count) total.* += ties.weights[entry];
            }
        }
        const moved = try allocator.alloc(Point, count);
        defer allocator.free(moved);
        var discs: Discs = .{ .places = places[0..count], .moved = moved, .reach = reach[0..count], .ties = ties, .totals = totals, .size = @sqrt(area) };
        const rounds = roundsFor(count, rounds_max);
        const all: f64 = @floatFromInt(rounds);
        for (0..rounds) |round| {
            discs.heat = 1 - @as(f64, @floatFromInt(round)) / all;
            try discs.move(job, Discs.attract);
        }
        for (0..rounds) |round| {
            discs.pull = squeeze * @max(0, 1 - 2 * @as(f64, @floatFromInt(round)) / all);
            try discs.move(job, Discs.settle);
        }
    }
    placeAround(places, reach, &golden, count);
}

const Discs = struct {
    places: []Point,
    /// Where each will be after the round: every move is made of the places before it.
    moved: []Point,
    reach: []const f64,
    ties: *const Ties,
    totals: []const f64,
    size: f64,
    heat: f64 = 0,
    pull: f64 = 0,

    fn move(discs: *Discs, job: ?*const Job, comptime step: fn (*const Discs, usize) Point) Error!void {
        const count = discs.places.len;
        const Work = struct {
            fn run(given: *Discs, _: usize, item: usize) Error!void {
                for (item * discs_per_item..@min((item + 1) * discs_per_item, given.places.len)) |i| given.moved[i] = step(given, i);
            }
        };
        const items = (count + discs_per_item - 1) / discs_per_item;
        if (job != null and count >= shared_min) {
            try job.?.forEach(items, discs, Work.run);
        } else {
            for (0..items) |item| try Work.run(discs, 0, item);
        }
        for (discs.places, discs.moved) |*at, by| at.* = .{ .x = at.x + by.x, .y = at.y + by.y };
    }

    fn attract(discs: *const Discs, i: usize) Point {
        const own = discs.places[i];
        const ties = discs.ties;
        const count = discs.places.len;
        var force_x = -gravity * own.x;
        var force_y = -gravity * own.y;
        if (discs.totals[i] > 0) {
            var sum_x: f64 = 0;
            var sum_y: f64 = 0;
            for (ties.offsets[i]..ties.offsets[i + 1]) |entry| {
                const other = ties.others[entry];
                if (other >= count) continue;
                const share = ties.weights[entry] / discs.totals[i];
                sum_x += share * (discs.places[other].x - own.x);
                sum_y += share * (discs.places[other].y - own.y);
            }
            force_x += attraction * discs.heat * sum_x;
            force_y += attraction * discs.heat * sum_y;
        }
        for (discs.places, discs.reach, 0..) |other, other_reach, j| {
            if (j == i) continue;
            const need = discs.reach[i] + other_reach;
            const away_x = own.x - other.x;
            const away_y = own.y - other.y;
            const strength = repulsion * discs.heat * other_reach * need / (away_x * away_x + away_y * away_y + need * need);
            force_x += strength * away_x;
            force_y += strength * away_y;
        }
        const length = @sqrt(force_x * force_x + force_y * force_y);
        const most = discs.size * (0.002 + 0.08 * discs.heat);
        const scale = if (length > most) most / length else 1;
        const over = discs.giveWay(i);
        const hardness = giving * (1 - 0.9 * discs.heat);
        return .{ .x = force_x * scale + over.x * hardness, .y = force_y * scale + over.y * hardness };
    }

    fn settle(discs: *const Discs, i: usize) Point {
        const own = discs.places[i];
        const over = discs.giveWay(i);
        return .{ .x = over.x * giving - discs.pull * own.x, .y = over.y * giving - discs.pull * own.y };
    }

    /// How far a disc has to go to leave what it overlaps; of two the smaller one goes further.
    fn giveWay(discs: *const Discs, i: usize) Point {
        const own = discs.places[i];
        const own_reach = discs.reach[i];
        var over: Point = .{};
        for (discs.places, discs.reach, 0..) |other, other_reach, j| {
            if (j == i) continue;
            const need = own_reach + other_reach;
            var away_x = own.x - other.x;
            var away_y = own.y - other.y;
            var squared = away_x * away_x + away_y * away_y;
            if (squared >= need * need) continue;
            if (squared < 1e-12 * need * need) {
                // On the same spot: they part along x, in order of number.
                away_x = if (i < j) 1e-3 * need else -1e-3 * need;
                away_y = 0;
                squared = away_x * away_x;
            }
            const distance = @sqrt(squared);
            const push = (need - distance) / distance * (other_reach * other_reach / (own_reach * own_reach + other_reach * other_reach));
            over.x += push * away_x;
            over.y += push * away_y;
        }
        return over;
    }
};

/// Discs from number `from` on lie evenly around those before.
fn placeAround(places: []Point, reach: []const f64, golden: *Golden, from: usize) void {
    if (from >= places.len) return;
    var far: f64 = 0;
    for (places[0..from], reach[0..from]) |at, own| far = @max(far, @sqrt(at.x * at.x + at.y * at.y) + own);
    far += reach[from];
    var area: f64 = 0;
    for (places[from..], reach[from..]) |*at, own| {
        area += 2 * own * own;
        const distance = @sqrt(far * far + area);
        const direction = golden.next();
        at.* = .{ .x = direction.x * distance, .y = direction.y * distance };
    }
}

test "two tied discs lie nearer to each other than to the third, and none overlaps" {
    var offsets = [_]usize{ 0, 1, 2, 2 };
    var others = [_]u32{ 1, 0 };
    var weights = [_]f64{ 1, 1 };
    const ties: Ties = .{ .offsets = &offsets, .others = &others, .weights = &weights };
    var places: [3]Point = undefined;
    try place(null, &.{ 3, 2, 1 }, &ties, 1, 400, &places);
    const Pair = struct {
        fn gap(all: []const Point, a: usize, b: usize, need: f64) f64 {
            return std.math.hypot(all[a].x - all[b].x, all[a].y - all[b].y) - need;
        }
    };
    try std.testing.expect(Pair.gap(&places, 0, 1, 6) > -0.01);
    try std.testing.expect(Pair.gap(&places, 0, 2, 5) > -0.01);
    try std.testing.expect(Pair.gap(&places, 1, 2, 4) > -0.01);
}
