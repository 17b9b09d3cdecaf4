//! An inverted index of registers: in each bin, influencers with the same code stand together in a run.

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const registers_of = @import("registers.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Bins that one item of work reads together: a cache line of registers.
const bins_per_item = 32;
const code_count = 1 << 16;
/// In `runs`: the register is empty, or its run is so long that it tells little.
const no_run = std.math.maxInt(u32);

pub const Index = struct {
    influencer_count: usize,
    register_count: usize,
    /// Influencers by bin, then by code; shape (bins, influencers), of which only the filled ones count.
    postings: []u32,
    /// Where the run of each register starts within its bin, shape (influencers, bins).
    runs: []u32,
    /// Length of each run at the posting where it starts, shape of `postings`.
    lengths: []u32,

    pub fn build(job: *const Job, signatures: *const Signatures) Error!Index {
        const size = @as(usize, signatures.influencer_count) * signatures.register_count;
        const postings = try allocator.alloc(u32, size);
        errdefer allocator.free(postings);
        const runs = try allocator.alloc(u32, size);
        errdefer allocator.free(runs);
        const lengths = try allocator.alloc(u32, size);
        errdefer allocator.free(lengths);
        const index: Index = .{ .influencer_count = signatures.influencer_count, .register_count = signatures.register_count, .postings = postings, .runs = runs, .lengths = lengths };
        const building: Building = .{ .index = &index, .signatures = signatures };
        try job.forEach(index.register_count / bins_per_item, &building, Building.item);
        return index;
    }

    pub fn deinit(index: *const Index) void {
        allocator.free(index.postings);
        allocator.free(index.runs);
        allocator.free(index.lengths);
    }

    /// Adds 1 to `matches` of every influencer for each register that equals the one asked about, its own among them.
    pub fn countMatches(index: *const Index, influencer: usize, matches: []u16) void {
        const own = index.runs[influencer * index.register_count ..][0..index.register_count];
        for (own, 0..) |run, bin| {
            if (run == no_run) continue;
            const start = bin * index.influencer_count + run;
            for (index.postings[start..][0..index.lengths[start]]) |other| matches[other] += 1;
        }
    }

    /// Longer runs are passed over: a code that a twentieth of all have is one follower whom everybody has.
    fn runMax(index: *const Index) usize {
        return @max(1000, index.influencer_count / 20);
    }
};

const Building = struct {
    index: *const Index,
    signatures: *const Signatures,

    fn item(building: *const Building, _: usize, number: usize) Error!void {
        const count = building.index.influencer_count;
        const first_bin = number * bins_per_item;
        const codes = try allocator.alloc([bins_per_item]u16, count);
        defer allocator.free(codes);
        const room = try allocator.alloc(u16, building.index.register_count);
        defer allocator.free(room);
        for (codes, 0..) |*row, influencer| {
            switch (building.signatures.get(influencer)) {
                .registers => |registers| row.* = registers[first_bin..][0..bins_per_item].*,
                .list => |hashes| {
                    @memset(room, identity.empty);
                    registers_of.foldHashes(room, hashes);
                    row.* = room[first_bin..][0..bins_per_item].*;
                },
            }
        }
        const starts = try allocator.alloc(u32, code_count + 1);
        defer allocator.free(starts);
        for (0..bins_per_item) |offset| building.sortBin(codes, offset, first_bin + offset, starts);
    }

    /// Counting sort by code, in order of influencer within a code.
    fn sortBin(building: *const Building, codes: []const [bins_per_item]u16, offset: usize, bin: usize, starts: []u32) void {
        const index = building.index;
        @memset(starts, 0);
        for (codes) |row| starts[@as(usize, row[offset]) + 1] += 1;
        for (1..starts.len) |code| starts[code] += starts[code - 1];
        const postings = index.postings[bin * index.influencer_count ..][0..index.influencer_count];
        const lengths = index.lengths[bin * index.influencer_count ..][0..index.influencer_count];
        const longest = index.runMax();
        @memset(lengths, 0);
        for (codes, 0..) |row, influencer| {
            const run = &index.runs[influencer * index.register_count + bin];
            const code = row[offset];
            if (code == identity.empty) {
                run.* = no_run;
                continue;
            }
            const start = starts[code];
            postings[start + lengths[start]] = @intCast(influencer);
            lengths[start] += 1;
            run.* = start;
        }
        for (0..codes.len) |influencer| {
            const run = &index.runs[influencer * index.register_count + bin];
            if (run.* != no_run and lengths[run.*] > longest) run.* = no_run;
        }
    }
};
