//! How often people follow a community by the way, without an interest in it: learned from what they follow.

const std = @import("std");
const jobs = @import("job.zig");
const Error = jobs.Error;
const allocator = jobs.allocator;

/// Communities beyond which all people are taken as of one kind: a rate per pair of communities would cost too much.
const kinds_max = 1024;
/// Follows that a kind's rates are drawn to everybody's by.
const prior_follows = 200;
/// Follows of people of a kind, below which another kind does not borrow a rate from it.
const lender_follows_min = 5000;
/// Interest in one community before anything is known, and bounds of what is learned.
const interest_start = 0.15;
const interest_min = 0.002;
const interest_max = 0.9;
/// Share of follows by the way at the start, and at most.
const aside_start = 0.3;
const aside_max = 0.9;
/// Units of the whole numbers that shares and chances are summed in.
pub const unit: f64 = 1 << 30;

/// How people of each kind, named by their main community, follow by the way; learned round by round.
pub const Rates = struct {
    communities: usize,
    /// Kinds of people: one per community, or one in all.
    kinds: usize,
    /// Shape (kind, community): follows by the way of the community, over all follows.
    aside: []f64,
    /// Shape (kind): their sum, at most `aside_max`.
    aside_total: []f64,
    /// Shape (community): share of people with an interest in it.
    interest: []f64,
    /// ln n!, up to the most follows of one person.
    log_factorial: []f64,
    started: bool = false,

    pub fn init(communities: usize, follows_max: usize) Error!Rates {
        const kinds = if (communities > kinds_max) 1 else @max(1, communities);
        const aside = try allocator.alloc(f64, kinds * communities);
        errdefer allocator.free(aside);
        const aside_total = try allocator.alloc(f64, kinds);
        errdefer allocator.free(aside_total);
        const interest = try allocator.alloc(f64, communities);
        errdefer allocator.free(interest);
        const log_factorial = try allocator.alloc(f64, follows_max + 1);
        log_factorial[0] = 0;
        for (1..log_factorial.len) |n| log_factorial[n] = log_factorial[n - 1] + @log(@as(f64, @floatFromInt(n)));
        @memset(interest, interest_start);
        @memset(aside_total, aside_start);
        @memset(aside, 0);
        return .{ .communities = communities, .kinds = kinds, .aside = aside, .aside_total = aside_total, .interest = interest, .log_factorial = log_factorial };
    }

    pub fn deinit(rates: *const Rates) void {
        for ([_][]f64{ rates.aside, rates.aside_total, rates.interest, rates.log_factorial }) |array| allocator.free(array);
    }

    pub fn kindOf(rates: *const Rates, community: usize) usize {
        return if (rates.kinds == 1) 0 else community;
    }

    /// Before anything is known people follow by the way as everybody follows; `tally` then holds all follows.
    pub fn learn(rates: *Rates, tally: *const Tally) Error!void {
        if (!rates.started) {
            rates.started = true;
            var total: f64 = 0;
            for (0..rates.communities) |community| total += tally.asideOfAll(community);
            for (0..rates.kinds) |kind| {
                for (0..rates.communities) |community| {
                    rates.aside[kind * rates.communities + community] = if (total > 0) aside_start * tally.asideOfAll(community) / total else 0;
                }
            }
            return;
        }
        const average = try allocator.alloc(f64, rates.communities);
        defer allocator.free(average);
        var follows: f64 = 0;
        for (tally.follows) |count| follows += asFloat(count);
        for (average, 0..) |*rate, community| {
            const open = follows - tally.interestedOfAll(community);
            rate.* = if (open > 0) tally.asideOfAll(community) / open else 0;
        }
        for (0..rates.kinds) |kind| {
            for (average, 0..) |rate, community| {
                const at = kind * rates.communities + community;
                const open = @max(0, asFloat(tally.follows[kind]) - asFloat(tally.interested[at]) / unit);
                rates.aside[at] = (asFloat(tally.aside[at]) / unit + prior_follows * rate) / (open + prior_follows);
            }
        }
        if (rates.kinds > 1) try rates.borrow(tally);
        for (rates.aside_total, 0..) |*total, kind| {
            var sum: f64 = 0;
            for (rates.aside[kind * rates.communities ..][0..rates.communities]) |rate| sum += rate;
            total.* = @min(aside_max, sum);
        }
        for (rates.interest, tally.chance) |*share, chance| {
            share.* = if (tally.people == 0) interest_start else std.math.clamp(asFloat(chance) / unit / asFloat(tally.people), interest_min, interest_max);
        }
    }

    /// Everybody of a kind is interested in its own community, so how they would follow it by the way is not seen: it is taken
    /// from the kind whose people otherwise follow most alike, by the cosine of the rates' square roots.
    fn borrow(rates: *Rates, tally: *const Tally) Error!void {
        const count = rates.communities;
        const roots = try allocator.alloc(f64, count * count);
        defer allocator.free(roots);
        for (roots, rates.aside) |*root, rate| root.* = @sqrt(rate);
        const norms = try allocator.alloc(f64, count);
        defer allocator.free(norms);
        for (norms, 0..) |*norm, kind| norm.* = dot(roots[kind * count ..][0..count], roots[kind * count ..][0..count]);
        for (0..count) |own| {
            const mine = roots[own * count ..][0..count];
            var best: f64 = 0;
            var lender: usize = own;
            for (0..count) |other| {
                if (other == own or tally.follows[other] < lender_follows_min) continue;
                const theirs = roots[other * count ..][0..count];
                const product = dot(mine, theirs) - mine[own] * theirs[own];
                const left = norms[own] - mine[own] * mine[own];
                const right = norms[other] - theirs[own] * theirs[own];
                if (!(left > 0 and right > 0)) continue;
                const likeness = product / @sqrt(left * right);
                if (likeness > best) {
                    best = likeness;
                    lender = other;
                }
            }
            rates.aside[own * count + own] = rates.aside[lender * count + own];
        }
    }

    fn dot(left: []const f64, right: []const f64) f64 {
        var sum: f64 = 0;
        for (left, right) |a, b| sum += a * b;
        return sum;
    }
};

/// What one round counts. Shape (kind, community) unless said otherwise; whole numbers, added to by all threads.
pub const Tally = struct {
    communities: usize,
    /// Follows by the way, in units.
    aside: []u64,
    /// All follows of people, by their chance of an interest in the community, in units.
    interested: []u64,
    /// Shape (kind): follows of people of the kind.
    follows: []u64,
    /// Shape (community): sum of chances of an interest, in units.
    chance: []u64,
    people: u64 = 0,

    pub fn init(rates: *const Rates) Error!Tally {
        const cells = rates.kinds * rates.communities;
        const all = try allocator.alloc(u64, 2 * cells + rates.kinds + rates.communities);
        @memset(all, 0);
        return .{
            .communities = rates.communities,
            .aside = all[0..cells],
            .interested = all[cells .. 2 * cells],
            .follows = all[2 * cells ..][0..rates.kinds],
            .chance = all[2 * cells + rates.kinds ..],
        };
    }

    pub fn deinit(tally: *const Tally) void {
        const whole = tally.aside.ptr[0 .. 2 * tally.aside.len + tally.follows.len + tally.chance.len];
        allocator.free(whole);
    }

    fn asideOfAll(tally: *const Tally, community: usize) f64 {
        var sum: f64 = 0;
        for (0..tally.follows.len) |kind| sum += asFloat(tally.aside[kind * tally.communities + community]) / unit;
        return sum;
    }

    fn interestedOfAll(tally: *const Tally, community: usize) f64 {
        var sum: f64 = 0;
        for (0..tally.follows.len) |kind| sum += asFloat(tally.interested[kind * tally.communities + community]) / unit;
        return sum;
    }
};

fn asFloat(count: u64) f64 {
    return @floatFromInt(count);
}

/// Adds a number of at least 0 to a cell that all threads add to.
pub fn add(cell: *u64, value: f64) void {
    _ = @atomicRmw(u64, cell, .Add, @intFromFloat(@round(value * unit)), .monotonic);
}
