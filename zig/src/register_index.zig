//! An inverted index of registers: influencers with the same code in the same bin stand together in a run.
//!
//! Empty registers are not in it, so that lists cost what they hold. Memory: 4 bytes a filled register and 256 KiB a drawer, of which there
//! are at most 1024: with more registers a drawer holds several bins, and what two of them have in common by chance (a few matches of
//! thousands) is told apart by the exact comparison that follows. Where all would pass `bytes_max`, later bins are left out.

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// 1 M influencers with 1024 full registers each just pass it: 992 bins of theirs fit.
const bytes_max = 4 << 30;
const drawers_max = 1024;
/// Drawers that one item of work reads together: a cache line of registers.
const drawers_per_item = 32;
const key_count = 1 << 16;
/// Matches that one question may count in a drawer, on average. Longest runs are passed over first: a code that very many have is a
/// follower whom everybody has and tells little, and a run costs the square of its length.
const matches_per_drawer = 256;

const Drawer = struct {
    /// By key: where its run starts in `postings`; shape (key_count + 2), of which the last is a place to count in.
    starts: []u32 = &.{},
    /// Influencers by key, ascending within a run.
    postings: []u32 = &.{},
    /// Longer runs are passed over.
    longest: u32 = 0,
};

pub const Index = struct {
    drawers: []Drawer,
    /// Bins from 0 on that are in the index: some drawers' first ones, or several rounds of all drawers.
    bin_count: usize,

    pub fn build(job: *const Job, signatures: *const Signatures) Error!Index {
        const bin_count = binCount(signatures);
        const drawers = try allocator.alloc(Drawer, @min(bin_count, drawers_max));
        @memset(drawers, .{});
        const index: Index = .{ .drawers = drawers, .bin_count = bin_count };
        errdefer index.deinit();
        const building: Building = .{ .index = &index, .signatures = signatures };
        try job.forEach(drawers.len / drawers_per_item, &building, Building.item);
        return index;
    }

    pub fn deinit(index: *const Index) void {
        for (index.drawers) |drawer| {
            allocator.free(drawer.starts);
            allocator.free(drawer.postings);
        }
        allocator.free(index.drawers);
    }

    /// Adds 1 to `matches` of every influencer for each register that equals the one asked about, its own among them.
    /// `registers` are all those of the signature.
    pub fn countMatches(index: *const Index, registers: []const u16, matches: []u16) void {
        var runs: [drawers_max][]const u32 = undefined;
        var first: usize = 0;
        while (first < index.bin_count) : (first += index.drawers.len) {
            var count: usize = 0;
            for (index.drawers, registers[first..][0..index.drawers.len]) |*drawer, code| {
                if (code == identity.empty) continue;
                const key: usize = keyOf(first / index.drawers.len, code);
                const run = drawer.postings[drawer.starts[key]..drawer.starts[key + 1]];
                if (run.len < 2 or run.len > drawer.longest) continue;
                // Each run is somewhere else in memory: it is asked for before it is read.
                @prefetch(run.ptr, .{});
                runs[count] = run;
                count += 1;
            }
            for (runs[0..count]) |run| {
                for (run) |other| matches[other] += 1;
            }
        }
    }
};

/// Keeps codes of several bins apart within a drawer; the first bin's are themselves.
inline fn keyOf(round: usize, code: u16) u16 {
    if (round == 0) return code;
    return @truncate(((@as(u32, @intCast(round)) << 16 | code) *% 0x9e3779b1) >> 16);
}

/// As many as memory allows, a whole number of items or of rounds.
fn binCount(signatures: *const Signatures) usize {
    const register_count: usize = signatures.register_count;
    const filled = signatures.list_offsets.items[signatures.influencer_count] + signatures.registers.items.len;
    const per_bin = 4 * (filled / register_count) + 1;
    const per_drawer = 4 * (key_count + 2);
    if (drawers_max * (per_bin + per_drawer) > bytes_max or register_count <= drawers_max) {
        const affordable = bytes_max / (per_bin + per_drawer) / drawers_per_item * drawers_per_item;
        return @max(drawers_per_item, @min(register_count, affordable));
    }
    const rounds = (bytes_max - drawers_max * per_drawer) / (drawers_max * per_bin);
    return drawers_max * @min(register_count / drawers_max, rounds);
}

const Building = struct {
    index: *const Index,
    signatures: *const Signatures,

    fn item(building: *const Building, _: usize, number: usize) Error!void {
        const index = building.index;
        const signatures = building.signatures;
        const drawer_count = index.drawers.len;
        const first_drawer = number * drawers_per_item;
        var found: [drawers_per_item]std.ArrayList(Entry) = @splat(.empty);
        defer for (&found) |*entries| entries.deinit(allocator);
        const room = try allocator.alloc(u16, signatures.register_count);
        defer allocator.free(room);
        @memset(room, identity.empty);
        for (0..signatures.influencer_count) |i| {
            const influencer: u32 = @intCast(i);
            switch (signatures.get(influencer)) {
                .registers => |registers| {
                    var first = first_drawer;
                    while (first < index.bin_count) : (first += drawer_count) {
                        for (registers[first..][0..drawers_per_item], &found) |code, *entries| {
                            if (code != identity.empty) try entries.append(allocator, .{ .influencer = influencer, .key = keyOf(first / drawer_count, code) });
                        }
                    }
                },
                .list => |hashes| {
                    // Of a bin's hashes the least code counts: first all are folded, then each bin is told once.
                    for (hashes) |hash| {
                        const bin = building.binIn(hash, number) orelse continue;
                        room[bin] = @min(room[bin], identity.codeOfHash(hash));
                    }
                    for (hashes) |hash| {
                        const bin = building.binIn(hash, number) orelse continue;
                        if (room[bin] == identity.empty) continue;
                        try found[bin % drawers_per_item].append(allocator, .{ .influencer = influencer, .key = keyOf(bin / drawer_count, room[bin]) });
                        room[bin] = identity.empty;
                    }
                },
            }
        }
        for (&found, index.drawers[first_drawer..][0..drawers_per_item]) |*entries, *drawer| {
            try sort(drawer, entries.items, signatures.influencer_count);
            entries.clearAndFree(allocator);
        }
    }

    /// The bin of a hash where it is in one of the item's drawers.
    inline fn binIn(building: *const Building, hash: u64, number: usize) ?usize {
        const bin: usize = @intCast(hash & (building.signatures.register_count - 1));
        if (bin >= building.index.bin_count) return null;
        const drawer = if (bin < drawers_max) bin else bin % drawers_max;
        return if (drawer / drawers_per_item == number) bin else null;
    }

    /// Counting sort by key, in order of influencer within a key.
    fn sort(drawer: *Drawer, entries: []const Entry, influencer_count: usize) Error!void {
        drawer.starts = try allocator.alloc(u32, key_count + 2);
        drawer.postings = try allocator.alloc(u32, entries.len);
        // While postings are placed, starts[key + 1] is where the next one of the key goes; after, it is where the run ends.
        const next = drawer.starts;
        @memset(next, 0);
        for (entries) |entry| next[@as(usize, entry.key) + 2] += 1;
        for (1..next.len) |key| next[key] += next[key - 1];
        drawer.longest = longestRun(next[1..], influencer_count);
        for (entries) |entry| {
            const place = &next[@as(usize, entry.key) + 1];
            drawer.postings[place.*] = entry.influencer;
            place.* += 1;
        }
    }

    /// One less than the largest power of two such that all runs below it cost no more than is allowed.
    fn longestRun(starts: []const u32, influencer_count: usize) u32 {
        var costs: [33]u64 = @splat(0);
        for (starts[0 .. starts.len - 1], starts[1..]) |start, end| {
            const length: u64 = end - start;
            if (length > 1) costs[@bitSizeOf(u64) - @clz(length)] += length * length;
        }
        var spent: u64 = 0;
        for (costs[0..4]) |cost| spent += cost;
        var bits: u5 = 3;
        while (bits < 31 and spent + costs[@as(usize, bits) + 1] <= matches_per_drawer * influencer_count) {
            bits += 1;
            spent += costs[bits];
        }
        return (@as(u32, 1) << bits) - 1;
    }
};

const Entry = struct { influencer: u32, key: u16 };
