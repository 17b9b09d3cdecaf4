//! The register index that stays open for questions: in each bin, influencers with the same code stand together in a run.
//!
//! A run is (nearly) the set of influencers that one follower follows, so its length is that follower's out-degree and weighs the
//! run as idf weighs a word: 1 / sqrt(length). Each influencer counts as one more follower of itself: where influencers also follow,
//! whoever follows a seed shares that register with it; where they do not, it is a pseudo-count that keeps tiny audiences back.
//! Runs of one are not kept, and it costs 4 bytes for each register that is.

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
/// Registers that are indexed, at most: 1 GiB. Beyond, fewer bins of each influencer are, which costs accuracy, not truth.
const registers_max = 1 << 28;
/// Sums over bins are taken in as many parts whatever the number of threads, so that they round alike.
const part_count = 8;

/// One bin: run r has the members starts[r] … starts[r + 1], ascending.
pub const Bin = struct {
    codes: []u16 = &.{},
    starts: []u32 = &.{},
    members: []u32 = &.{},

    pub fn find(bin: *const Bin, code: u16) ?u32 {
        var low: usize = 0;
        var high = bin.codes.len;
        while (low < high) {
            const middle = (low + high) / 2;
            if (bin.codes[middle] < code) low = middle + 1 else high = middle;
        }
        return if (low < bin.codes.len and bin.codes[low] == code) @intCast(low) else null;
    }

    pub fn run(bin: *const Bin, number: u32) []const u32 {
        return bin.members[bin.starts[number]..bin.starts[number + 1]];
    }
};

pub fn weigh(length: usize) f64 {
    return 1 / @sqrt(@as(f64, @floatFromInt(length)));
}

pub const Runs = struct {
    bins: []Bin,
    /// Weight of all registers of an influencer, square root; 0 where nobody follows it.
    norms: []f64,
    /// Mean cosine to everybody, from even and from odd bins; their sum is that of all.
    background: [2][]f64,
    /// Mean Jaccard to everybody.
    background_jaccard: []f64,

    pub fn build(job: *const Job, signatures: *const Signatures, own_hashes: []const u64) Error!Runs {
        const count: usize = signatures.influencer_count;
        const fitting = @max(bins_per_item, registers_max / @max(1, count) / bins_per_item * bins_per_item);
        const bins = try allocator.alloc(Bin, @min(signatures.register_count, fitting));
        errdefer allocator.free(bins);
        @memset(bins, .{});
        errdefer for (bins) |bin| freeBin(bin);
        const filled = try allocator.alloc(std.atomic.Value(u32), count);
        defer allocator.free(filled);
        @memset(filled, .init(0));
        const sorting: Sorting = .{ .signatures = signatures, .own_hashes = own_hashes, .bins = bins, .filled = filled };
        try job.forEach(bins.len / bins_per_item, &sorting, Sorting.item);

        const columns = try allocator.alloc(f64, 4 * count);
        const runs: Runs = .{
            .bins = bins,
            .norms = columns[0..count],
            .background = .{ columns[count .. 2 * count], columns[2 * count .. 3 * count] },
            .background_jaccard = columns[3 * count ..],
        };
        errdefer allocator.free(columns);
        try runs.measure(job, signatures, filled);
        return runs;
    }

    pub fn deinit(runs: *const Runs) void {
        for (runs.bins) |bin| freeBin(bin);
        allocator.free(runs.bins);
        allocator.free(runs.norms.ptr[0 .. 4 * runs.norms.len]);
    }

    /// Longer runs are passed over by questions: a follower of a twentieth of all tells little and costs most.
    pub fn lengthMax(runs: *const Runs) usize {
        return @max(8192, runs.norms.len / 20);
    }

    fn measure(runs: *const Runs, job: *const Job, signatures: *const Signatures, filled: []const std.atomic.Value(u32)) Error!void {
        const count = runs.norms.len;
        const sums = try allocator.alloc(f64, part_count * 3 * count);
        defer allocator.free(sums);
        @memset(sums, 0);
        const classes = try allocator.alloc(u8, count);
        defer allocator.free(classes);
        for (classes, signatures.follower_counts.items) |*class, followers| class.* = classOf(followers);
        const measuring: Measuring = .{ .runs = runs, .classes = classes, .table = try .init(signatures.register_count), .sums = sums };
        defer measuring.table.deinit();

        try job.forEach(part_count, &measuring, Measuring.addNorms);
        for (runs.norms, 0..) |*norm, i| {
            var weight: f64 = 0;
            var in_runs: f64 = 0;
            for (0..part_count) |part| {
                weight += measuring.column(part, 0)[i];
                in_runs += measuring.column(part, 1)[i];
            }
            norm.* = @sqrt(weight + @as(f64, @floatFromInt(filled[i].raw)) - in_runs);
        }
        @memset(sums, 0);
        try job.forEach(part_count, &measuring, Measuring.addBackground);
        const everybody: f64 = @floatFromInt(@max(1, count));
        for (runs.norms, 0..) |norm, i| {
            var totals: [3]f64 = @splat(0);
            for (0..part_count) |part| {
                for (&totals, 0..) |*total, kind| total.* += measuring.column(part, kind)[i];
            }
            for (runs.background, totals[0..2]) |background, total| background[i] = if (norm > 0) total / norm / everybody else 0;
            runs.background_jaccard[i] = totals[2] * @as(f64, @floatFromInt(signatures.register_count)) / @as(f64, @floatFromInt(runs.bins.len)) / everybody;
        }
    }
};

fn freeBin(bin: Bin) void {
    allocator.free(bin.codes);
    allocator.free(bin.starts);
    allocator.free(bin.members);
}

const Sorting = struct {
    signatures: *const Signatures,
    own_hashes: []const u64,
    bins: []Bin,
    filled: []std.atomic.Value(u32),

    fn item(sorting: *const Sorting, _: usize, number: usize) Error!void {
        const count: usize = sorting.signatures.influencer_count;
        const first_bin = number * bins_per_item;
        const codes = try allocator.alloc([bins_per_item]u16, count);
        defer allocator.free(codes);
        const room = try allocator.alloc(u16, sorting.signatures.register_count);
        defer allocator.free(room);
        for (codes, 0..) |*row, influencer| {
            row.* = registersWithOwn(sorting.signatures, sorting.own_hashes, influencer, room)[first_bin..][0..bins_per_item].*;
            var filled: u32 = 0;
            for (row) |code| filled += @intFromBool(code != identity.empty);
            _ = sorting.filled[influencer].fetchAdd(filled, .monotonic);
        }
        const starts = try allocator.alloc(u32, code_count + 1);
        defer allocator.free(starts);
        for (sorting.bins[first_bin..][0..bins_per_item], 0..) |*bin, offset| try sortBin(bin, codes, offset, starts);
    }

    /// Counting sort by code, in order of influencer within a code; codes that one influencer has are left out.
    fn sortBin(bin: *Bin, codes: []const [bins_per_item]u16, offset: usize, starts: []u32) Error!void {
        @memset(starts, 0);
        for (codes) |row| starts[row[offset]] += 1;
        starts[identity.empty] = 0;
        var run_count: u32 = 0;
        var member_count: u32 = 0;
        for (starts) |length| {
            if (length < 2) continue;
            run_count += 1;
            member_count += length;
        }
        bin.codes = try allocator.alloc(u16, run_count);
        bin.starts = try allocator.alloc(u32, run_count + 1);
        bin.members = try allocator.alloc(u32, member_count);
        var run: u32 = 0;
        var start: u32 = 0;
        for (starts, 0..) |*place, code| {
            const length = place.*;
            place.* = none;
            if (length < 2) continue;
            bin.codes[run] = @intCast(code);
            bin.starts[run] = start;
            place.* = start;
            start += length;
            run += 1;
        }
        bin.starts[run] = start;
        for (codes, 0..) |row, influencer| {
            const place = &starts[row[offset]];
            if (place.* == none) continue;
            bin.members[place.*] = @intCast(influencer);
            place.* += 1;
        }
    }
};

const none = std.math.maxInt(u32);

/// Registers of an influencer with itself among its followers; all empty where nobody follows it.
pub fn registersWithOwn(signatures: *const Signatures, own_hashes: []const u64, influencer: usize, room: []u16) []const u16 {
    const known = signatures.follower_counts.items[influencer] > 0;
    switch (signatures.get(influencer)) {
        .registers => |registers| @memcpy(room, registers),
        .list => |hashes| {
            @memset(room, identity.empty);
            registers_of.foldHashes(room, hashes);
        },
    }
    if (known) registers_of.foldHashes(room, own_hashes[influencer..][0..1]) else @memset(room, identity.empty);
    return room;
}

const Measuring = struct {
    runs: *const Runs,
    classes: []const u8,
    table: UnionTable,
    /// Shape (parts, 3, influencers).
    sums: []f64,

    fn column(measuring: *const Measuring, part: usize, kind: usize) []f64 {
        const count = measuring.runs.norms.len;
        return measuring.sums[(part * 3 + kind) * count ..][0..count];
    }

    fn partOf(measuring: *const Measuring, part: usize) [2]usize {
        const bin_count = measuring.runs.bins.len;
        return .{ part * bin_count / part_count, (part + 1) * bin_count / part_count };
    }

    fn addNorms(measuring: *const Measuring, _: usize, part: usize) Error!void {
        const first, const last = measuring.partOf(part);
        const weights = measuring.column(part, 0);
        const in_runs = measuring.column(part, 1);
        for (measuring.runs.bins[first..last]) |*bin| {
            for (0..bin.codes.len) |number| {
                const members = bin.run(@intCast(number));
                const weight = weigh(members.len);
                for (members) |member| {
                    weights[member] += weight;
                    in_runs[member] += 1;
                }
            }
        }
    }

    fn addBackground(measuring: *const Measuring, _: usize, part: usize) Error!void {
        const first, const last = measuring.partOf(part);
        const norms = measuring.runs.norms;
        const jaccards = measuring.column(part, 2);
        for (measuring.runs.bins[first..last], first..) |*bin, number| {
            const cosines = measuring.column(part, number % 2);
            for (0..bin.codes.len) |run| {
                const members = bin.run(@intCast(run));
                if (members.len > measuring.runs.lengthMax()) continue;
                var shared: f64 = 0;
                for (members) |member| shared += 1 / norms[member];
                shared *= weigh(members.len);
                for (members) |member| cosines[member] += shared;
                measuring.addJaccards(members, jaccards);
            }
        }
    }

    /// One over the bins that each member fills together with each other one.
    fn addJaccards(measuring: *const Measuring, members: []const u32, jaccards: []f64) void {
        const classes = measuring.classes;
        if (members.len <= pairs_max) {
            for (members) |member| {
                for (members) |other| {
                    if (other != member) jaccards[member] += measuring.table.get(classes[member], classes[other]);
                }
            }
            return;
        }
        var histogram: [class_count]u32 = @splat(0);
        for (members) |member| histogram[classes[member]] += 1;
        var chances: [class_count]f64 = @splat(-1);
        for (members) |member| {
            const class = classes[member];
            if (chances[class] < 0) chances[class] = measuring.table.sum(class, &histogram);
            // Not with itself.
            jaccards[member] += chances[class] - measuring.table.get(class, class);
        }
    }
};

/// Runs up to this length are taken pair by pair: clearing a histogram costs more.
const pairs_max = 16;

/// Sizes of audiences in steps of a quarter of an octave.
const class_count = 160;

fn classOf(followers: u64) u8 {
    const octaves = std.math.log2(@as(f64, @floatFromInt(@max(1, followers))));
    return @intFromFloat(@min(class_count - 1, @round(octaves * 4)));
}

/// One over the bins that two audiences of given classes are expected to fill together.
const UnionTable = struct {
    entries: []f64,

    fn init(register_count: u32) Error!UnionTable {
        const entries = try allocator.alloc(f64, class_count * class_count);
        const bins: f64 = @floatFromInt(register_count);
        for (entries, 0..) |*entry, i| {
            const left = std.math.exp2(@as(f64, @floatFromInt(i / class_count)) / 4);
            const right = std.math.exp2(@as(f64, @floatFromInt(i % class_count)) / 4);
            entry.* = 1 / (bins * -std.math.expm1(-(left + right) / bins));
        }
        return .{ .entries = entries };
    }

    fn deinit(table: *const UnionTable) void {
        allocator.free(table.entries);
    }

    fn get(table: *const UnionTable, left: usize, right: usize) f64 {
        return table.entries[left * class_count + right];
    }

    fn sum(table: *const UnionTable, class: usize, histogram: *const [class_count]u32) f64 {
        var total: f64 = 0;
        for (histogram, table.entries[class * class_count ..][0..class_count]) |members, entry| {
            if (members > 0) total += @as(f64, @floatFromInt(members)) * entry;
        }
        return total;
    }
};
