//! Builds the edge store: rows -> `sample-NN/` with both directions and marks (DESIGN 6).
//!
//! Two passes over the mapped rows: count per slot, then place (hash, influencer) by slot. Each slot is then sorted by itself.
//! What lies on disk depends on the set of edges alone.

const std = @import("std");
const files = @import("files.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const rows_file = @import("rows.zig");
const KeyIndex = @import("key_index.zig").KeyIndex;
const no_index = @import("key_index.zig").none;
const sample_store = @import("sample_store.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Row = rows_file.Row;
const Rows = rows_file.Rows;
const allocator = jobs.allocator;

pub const Request = struct {
    rowFiles: []const []const u8,
    folder: []const u8,
    seed: u64,
    sampleSeed: u64,
    sampleCount: u32,
    threads: u32,
};

pub const Answer = struct {
    rows: u64,
    skipped: u64,
    duplicates: u64,
    followers: []const u64,
    edges: []const u64,

    pub fn deinit(answer: *const Answer) void {
        allocator.free(answer.followers);
        allocator.free(answer.edges);
    }
};

/// `keys` are ascending; `indexes[i]` is the influencer index of `keys[i]`.
pub fn build(job: *const Job, request: Request, keys: []const u64, indexes: []const u32) Error!Answer {
    try check(job, request, keys, indexes);
    const rows = try Rows.open(job, request.rowFiles);
    defer rows.close();
    const table: KeyIndex = try .init(keys, indexes);
    defer table.deinit();

    // Rows are seen twice and then once more, slot by slot.
    job.start(rows.count * 3);
    var partition: Partition = try .init(job, request, &rows);
    defer partition.deinit();
    try job.forEach(partition.part_count, &partition, Partition.countPart);
    try partition.place(&table);
    try job.forEach(partition.part_count, &partition, Partition.placePart);

    const slots: Slots = .{
        .job = job,
        .partition = &partition,
        .folder = request.folder,
        .influencer_count = @intCast(keys.len),
        .followers = try allocator.alloc(u64, request.sampleCount),
        .edges = try allocator.alloc(u64, request.sampleCount),
    };
    errdefer {
        allocator.free(slots.followers);
        allocator.free(slots.edges);
    }
    try job.forEach(request.sampleCount, &slots, Slots.write);

    var edges: u64 = 0;
    for (slots.edges) |count| edges += count;
    return .{
        .rows = rows.count,
        .skipped = partition.skipped,
        .duplicates = rows.count - partition.skipped - edges,
        .followers = slots.followers,
        .edges = slots.edges,
    };
}

fn check(job: *const Job, request: Request, keys: []const u64, indexes: []const u32) Error!void {
    if (request.sampleCount == 0 or request.sampleCount > sample_store.sample_count_max) {
        return job.report.fail(error.InvalidArgument, "", 0, "needed 1 to {d} samples, got {d}", .{ sample_store.sample_count_max, request.sampleCount });
    }
    for (keys, indexes, 0..) |key, index, i| {
        if (i > 0 and keys[i - 1] >= key) {
            return job.report.fail(error.InvalidArgument, "", 0, "influencer keys must ascend, entry {d} does not", .{i});
        }
        if (index >= keys.len) {
            return job.report.fail(error.InvalidArgument, "", 0, "influencer index must be below {d}, entry {d} is {d}", .{ keys.len, i, index });
        }
    }
}

/// Rows by slot: (hash, influencer), 12 bytes a row. Each part of the rows fills its own stretch of each slot.
const Partition = struct {
    job: *const Job,
    rows: *const Rows,
    table: *const KeyIndex = undefined,
    seed: u64,
    sample_seed: u64,
    slot_count: u32,
    part_count: usize,
    /// Shape (part, slot): rows counted, then where the next one goes.
    cursors: []u64,
    /// Shape (part, slot): where the stretch begins.
    starts: []u64,
    hashes: []u64 = &.{},
    influencers: []u32 = &.{},
    skipped: u64 = 0,

    fn init(job: *const Job, request: Request, rows: *const Rows) Error!Partition {
        const part_count = job.workerCount();
        const size = part_count * request.sampleCount;
        const cursors = try allocator.alloc(u64, size);
        errdefer allocator.free(cursors);
        @memset(cursors, 0);
        return .{
            .job = job,
            .rows = rows,
            .seed = request.seed,
            .sample_seed = request.sampleSeed,
            .slot_count = request.sampleCount,
            .part_count = part_count,
            .cursors = cursors,
            .starts = try allocator.alloc(u64, size),
        };
    }

    fn deinit(partition: *const Partition) void {
        allocator.free(partition.cursors);
        allocator.free(partition.starts);
        allocator.free(partition.hashes);
        allocator.free(partition.influencers);
    }

    fn countPart(partition: *Partition, _: usize, part: usize) Error!void {
        try partition.eachRow(part, Visit.count);
    }

    fn placePart(partition: *Partition, _: usize, part: usize) Error!void {
        try partition.eachRow(part, Visit.place);
    }

    fn eachRow(partition: *Partition, part: usize, comptime visit: fn (Visit, []const Row) Error!void) Error!void {
        const count = partition.rows.count;
        const from = count * part / partition.part_count;
        const to = count * (part + 1) / partition.part_count;
        try partition.rows.each(from, to, Visit{ .partition = partition, .part = part }, visit);
    }

    /// Turns counts into stretches, slot after slot.
    fn place(partition: *Partition, table: *const KeyIndex) Error!void {
        partition.table = table;
        var at: u64 = 0;
        for (0..partition.slot_count) |slot| {
            for (0..partition.part_count) |part| {
                const count = partition.cursors[part * partition.slot_count + slot];
                partition.cursors[part * partition.slot_count + slot] = at;
                partition.starts[part * partition.slot_count + slot] = at;
                at += count;
            }
        }
        partition.hashes = try allocator.alloc(u64, at);
        partition.influencers = try allocator.alloc(u32, at);
    }

    const Visit = struct {
        partition: *Partition,
        part: usize,

        fn cursorsOf(visit: Visit) []u64 {
            const slots = visit.partition.slot_count;
            return visit.partition.cursors[visit.part * slots ..][0..slots];
        }

        fn count(visit: Visit, slice: []const Row) Error!void {
            const partition = visit.partition;
            try partition.job.checkStop();
            const cursors = visit.cursorsOf();
            for (slice) |row| cursors[identity.sampleSlot(row.follower, partition.sample_seed, partition.slot_count)] += 1;
            partition.job.advance(slice.len);
        }

        fn place(visit: Visit, slice: []const Row) Error!void {
            const partition = visit.partition;
            try partition.job.checkStop();
            const cursors = visit.cursorsOf();
            var skipped: u64 = 0;
            for (slice, 0..) |row, i| {
                // The table is larger than the caches: ask for the places of coming rows ahead.
                if (i + prefetch_distance < slice.len) partition.table.prefetch(slice[i + prefetch_distance].influencer);
                const influencer = partition.table.find(row.influencer);
                if (influencer == no_index) {
                    skipped += 1;
                    continue;
                }
                const cursor = &cursors[identity.sampleSlot(row.follower, partition.sample_seed, partition.slot_count)];
                partition.hashes[cursor.*] = identity.hashOf(row.follower, partition.seed);
                partition.influencers[cursor.*] = influencer;
                cursor.* += 1;
            }
            _ = @atomicRmw(u64, &partition.skipped, .Add, skipped, .monotonic);
            partition.job.advance(slice.len);
        }
    };

    const prefetch_distance = 16;
};

/// Sorts and writes one slot after the other, several at once.
const Slots = struct {
    job: *const Job,
    partition: *const Partition,
    folder: []const u8,
    influencer_count: u32,
    followers: []u64,
    edges: []u64,

    fn write(slots: *const Slots, _: usize, slot: usize) Error!void {
        var stretches: [jobs.threads_max]sample_store.Stretch = undefined;
        const partition = slots.partition;
        for (0..partition.part_count) |part| {
            const at = part * partition.slot_count + slot;
            const from = partition.starts[at];
            const to = partition.cursors[at];
            stretches[part] = .{ .hashes = partition.hashes[from..to], .influencers = partition.influencers[from..to] };
        }
        const counts = try sample_store.write(slots.job, .{
            .folder = slots.folder,
            .sample = slot,
            .influencer_count = slots.influencer_count,
            .stretches = stretches[0..partition.part_count],
        });
        slots.followers[slot] = counts.followers;
        slots.edges[slot] = counts.edges;
        slots.job.advance(counts.rows);
    }
};
