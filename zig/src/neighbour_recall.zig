//! Share of the true nearest that were found, on a drawn sample. True = by comparing with everybody.

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const search = @import("neighbour_search.zig");
const pairs = @import("pairs.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Neighbour = search.Neighbour;
const Work = search.Work;
const allocator = jobs.allocator;

/// Ties count as found.
pub fn measureRecall(job: *const Job, work: *const Work, seed: u64, sample: u32) Error!f64 {
    const count = work.sizes.len;
    if (sample == 0) return 1;
    const drawn = try allocator.alloc(u32, count);
    defer allocator.free(drawn);
    for (drawn, 0..) |*influencer, i| influencer.* = @intCast(i);
    var random: std.Random.DefaultPrng = .init(seed);
    random.random().shuffle(u32, drawn);
    const found = try allocator.alloc([2]u64, sample);
    defer allocator.free(found);
    const measuring: Measuring = .{ .work = work, .drawn = drawn, .found = found };
    try job.forEach(sample, &measuring, Measuring.one);
    var totals: [2]u64 = .{ 0, 0 };
    for (found) |pair| {
        totals[0] += pair[0];
        totals[1] += pair[1];
    }
    return if (totals[1] == 0) 1 else @as(f64, @floatFromInt(totals[0])) / @as(f64, @floatFromInt(totals[1]));
}

const Measuring = struct {
    work: *const Work,
    drawn: []const u32,
    /// Found, true.
    found: [][2]u64,

    fn one(measuring: *const Measuring, worker: usize, item: usize) Error!void {
        const work = measuring.work;
        const scratch = &work.workers[worker];
        const influencer = measuring.drawn[item];
        const asked: pairs.Asked = .init(work.signatures, influencer, scratch.room);
        const sieve: Sieve = .init(&asked);
        scratch.candidates.clearRetainingCapacity();
        for (0..work.sizes.len) |other| {
            if (other == influencer) continue;
            switch (work.signatures.get(other)) {
                .list => |hashes| if (!sieve.mayShare(hashes)) continue,
                .registers => {},
            }
            const weight = work.weigh(&asked, influencer, other, &scratch.scratch);
            if (weight > 0) try scratch.candidates.append(allocator, .{ .influencer = @intCast(other), .weight = weight });
        }
        const all = scratch.candidates.items;
        std.mem.sortUnstable(Neighbour, all, {}, Neighbour.isNearer);
        const true_count = @min(all.len, work.neighbour_count);
        if (true_count == 0) {
            measuring.found[item] = .{ 0, 0 };
            return;
        }
        const bar = all[true_count - 1].weight;
        var hits: u64 = 0;
        for (work.rows[influencer * work.neighbour_count ..][0..work.sizes[influencer]]) |neighbour| {
            hits += @intFromBool(neighbour.weight >= bar);
        }
        measuring.found[item] = .{ @min(hits, true_count), true_count };
    }
};

/// Tells at a glance that a list has too little in common with the signature asked about: most have. It never says so wrongly.
const Sieve = struct {
    registers: []const u16,
    /// One bit for each of the asked list's hashes; empty where the signature is no list.
    bits: ?[bit_count / 64]u64,

    const bit_count = 1 << 15;

    fn init(asked: *const pairs.Asked) Sieve {
        var sieve: Sieve = .{ .registers = asked.registers, .bits = null };
        switch (asked.signature) {
            .registers => {},
            .list => |hashes| {
                var bits: [bit_count / 64]u64 = @splat(0);
                for (hashes) |hash| bits[place(hash) / 64] |= @as(u64, 1) << @intCast(place(hash) % 64);
                sieve.bits = bits;
            },
        }
        return sieve;
    }

    /// Low bits are those of a bin, high ones are small where a hash was kept: the middle is evenly spread.
    inline fn place(hash: u64) usize {
        return (hash >> 14) & (bit_count - 1);
    }

    fn mayShare(sieve: *const Sieve, hashes: []const u64) bool {
        var shared: u32 = 0;
        if (sieve.bits) |*bits| {
            for (hashes) |hash| shared += @intCast(bits[place(hash) / 64] >> @intCast(place(hash) % 64) & 1);
        } else {
            // At least as many as registers that are equal: of a bin's hashes only the least counts there.
            for (hashes) |hash| shared += @intFromBool(sieve.registers[hash & (sieve.registers.len - 1)] == identity.codeOfHash(hash));
        }
        return shared >= search.matches_min;
    }
};
