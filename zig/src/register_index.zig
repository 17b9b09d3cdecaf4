//! An inverted index of registers: in each bin, influencers with the same code stand together in a run.
//!
//! Empty registers are not in it, so that lists cost what they hold. Memory: 4 bytes a filled register and 256 KiB a bin; where that would
//! pass `bytes_max`, later bins are left out (candidates are compared over all bins afterwards).

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const registers_of = @import("registers.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// 1 M influencers with 1024 full registers each just pass it: 992 bins of theirs fit.
const bytes_max = 4 << 30;
/// More bins than this tell candidates no better.
const bins_max = 1024;
/// Bins that one item of work reads together: a cache line of registers.
const bins_per_item = 32;
const code_count = 1 << 16;
/// Matches that one question may count in a bin, on average. Longest runs are passed over first: a code that very many have is a
/// follower whom everybody has and tells little, and a run costs the square of its length.
const matches_per_bin = 256;

const Bin = struct {
    /// By code: where its run starts in `postings`; shape (code_count + 1).
    starts: []u32 = &.{},
    /// Influencers by code, ascending within a run.
    postings: []u32 = &.{},
    /// Longer runs are passed over.
    longest: u32 = 0,
};

pub const Index = struct {
    bins: []Bin,

    pub fn build(job: *const Job, signatures: *const Signatures) Error!Index {
        const bins = try allocator.alloc(Bin, binCount(signatures));
        @memset(bins, .{});
        const index: Index = .{ .bins = bins };
        errdefer index.deinit();
        const building: Building = .{ .index = &index, .signatures = signatures };
        try job.forEach(bins.len / bins_per_item, &building, Building.item);
        return index;
    }

    pub fn deinit(index: *const Index) void {
        for (index.bins) |bin| {
            allocator.free(bin.starts);
            allocator.free(bin.postings);
        }
        allocator.free(index.bins);
    }

    /// Adds 1 to `matches` of every influencer for each register that equals the one asked about, its own among them.
    /// `registers` are all those of the signature.
    pub fn countMatches(index: *const Index, registers: []const u16, matches: []u16) void {
        var runs: [bins_max][]const u32 = undefined;
        var count: usize = 0;
        for (index.bins, registers[0..index.bins.len]) |*bin, code| {
            if (code == identity.empty) continue;
            const run = bin.postings[bin.starts[code]..bin.starts[@as(usize, code) + 1]];
            if (run.len < 2 or run.len > bin.longest) continue;
            // Each run is somewhere else in memory: it is asked for before it is read.
            @prefetch(run.ptr, .{});
            runs[count] = run;
            count += 1;
        }
        for (runs[0..count]) |run| {
            for (run) |other| matches[other] += 1;
        }
    }
};

fn binCount(signatures: *const Signatures) usize {
    var filled: u64 = 0;
    const offsets = signatures.list_offsets.items;
    filled += offsets[signatures.influencer_count];
    filled += signatures.registers.items.len;
    const per_bin = 4 * (filled / signatures.register_count) + 4 * (code_count + 1);
    const affordable = bytes_max / per_bin / bins_per_item * bins_per_item;
    return @max(bins_per_item, @min(signatures.register_count, @min(bins_max, affordable)));
}

const Building = struct {
    index: *const Index,
    signatures: *const Signatures,

    fn item(building: *const Building, _: usize, number: usize) Error!void {
        const signatures = building.signatures;
        const first_bin = number * bins_per_item;
        var found: [bins_per_item]std.ArrayList(Entry) = @splat(.empty);
        defer for (&found) |*entries| entries.deinit(allocator);
        for (0..signatures.influencer_count) |i| {
            const influencer: u32 = @intCast(i);
            switch (signatures.get(influencer)) {
                .registers => |registers| for (registers[first_bin..][0..bins_per_item], &found) |code, *entries| {
                    if (code != identity.empty) try entries.append(allocator, .{ .influencer = influencer, .code = code });
                },
                .list => |hashes| for (hashes) |hash| {
                    const bin = hash & (signatures.register_count - 1);
                    if (bin / bins_per_item != number) continue;
                    try add(&found[bin % bins_per_item], .{ .influencer = influencer, .code = identity.codeOfHash(hash) });
                },
            }
        }
        for (&found, building.index.bins[first_bin..][0..bins_per_item]) |*entries, *bin| {
            try sortBin(bin, entries.items, signatures.influencer_count);
            entries.clearAndFree(allocator);
        }
    }

    /// Of an influencer the least code counts.
    fn add(entries: *std.ArrayList(Entry), entry: Entry) Error!void {
        if (entries.items.len > 0) {
            const last = &entries.items[entries.items.len - 1];
            if (last.influencer == entry.influencer) {
                last.code = @min(last.code, entry.code);
                return;
            }
        }
        try entries.append(allocator, entry);
    }

    /// Counting sort by code, in order of influencer within a code.
    fn sortBin(bin: *Bin, entries: []const Entry, influencer_count: usize) Error!void {
        bin.starts = try allocator.alloc(u32, code_count + 1);
        bin.postings = try allocator.alloc(u32, entries.len);
        // While postings are placed, starts[code + 1] is where the next one of the code goes; after, it is where the run ends.
        const next = bin.starts;
        @memset(next, 0);
        for (entries) |entry| next[@as(usize, entry.code) + 2] += 1;
        for (1..next.len) |code| next[code] += next[code - 1];
        bin.longest = longestRun(next[1..], influencer_count);
        for (entries) |entry| {
            const place = &next[@as(usize, entry.code) + 1];
            bin.postings[place.*] = entry.influencer;
            place.* += 1;
        }
    }

    /// The largest power of two such that all runs of less than it cost no more than is allowed.
    fn longestRun(starts: []const u32, influencer_count: usize) u32 {
        var costs: [33]u64 = @splat(0);
        for (starts[0 .. starts.len - 1], starts[1..]) |start, end| {
            const length: u64 = end - start;
            if (length > 1) costs[@bitSizeOf(u64) - @clz(length)] += length * length;
        }
        var spent: u64 = 0;
        var bits: u5 = 3;
        for (costs[0..4]) |cost| spent += cost;
        while (bits < 31 and spent + costs[@as(usize, bits) + 1] <= matches_per_bin * influencer_count) : (bits += 1) spent += costs[@as(usize, bits) + 1];
        return (@as(u32, 1) << bits) - 1;
    }
};

const Entry = struct { influencer: u32, code: u16 };
