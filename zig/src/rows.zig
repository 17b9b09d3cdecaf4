//! Raw rows as import leaves them: `.npy` of u64, shape (rows, 2): follower key, influencer key.

const std = @import("std");
const files = @import("files.zig");
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Row = extern struct { follower: u64, influencer: u64 };

/// All row files of a build, seen as one long list.
pub const Rows = struct {
    arrays: []files.Array(u64),
    count: u64,

    pub fn open(job: *const Job, paths: []const []const u8) Error!Rows {
        const arrays = try allocator.alloc(files.Array(u64), paths.len);
        var opened: usize = 0;
        errdefer {
            for (arrays[0..opened]) |array| array.close();
            allocator.free(arrays);
        }
        var count: u64 = 0;
        for (paths) |path| {
            const array = try files.Array(u64).open(job.report, &.{path}, 2);
            arrays[opened] = array;
            opened += 1;
            if (array.columns != 2) {
                return job.report.fail(error.CorruptFile, path, 0, "needed 2 columns, found {d}", .{array.columns});
            }
            count += array.items.len / 2;
        }
        return .{ .arrays = arrays, .count = count };
    }

    pub fn close(rows: *const Rows) void {
        for (rows.arrays) |array| array.close();
        allocator.free(rows.arrays);
    }

    /// Calls `visit(context, rows)` for slices of at most `slice_max` rows that together are [from, to).
    pub fn each(
        rows: *const Rows,
        from: u64,
        to: u64,
        context: anytype,
        comptime visit: fn (@TypeOf(context), []const Row) Error!void,
    ) Error!void {
        var start: u64 = 0;
        for (rows.arrays) |array| {
            const items = std.mem.bytesAsSlice(Row, std.mem.sliceAsBytes(array.items));
            var at = @max(from, start);
            const end = @min(to, start + items.len);
            while (at < end) {
                const stop = @min(end, at + slice_max);
                try visit(context, @alignCast(items[at - start .. stop - start]));
                at = stop;
            }
            start += items.len;
        }
    }
};

/// Rows between two looks at the stop flag.
pub const slice_max = 1 << 16;

/// Distinct influencer keys, ascending. The caller frees them.
pub fn influencerKeys(job: *const Job, paths: []const []const u8) Error![]u64 {
    const rows = try Rows.open(job, paths);
    defer rows.close();
    job.start(rows.count);
    const sets = try allocator.alloc(KeySet, job.workerCount());
    defer allocator.free(sets);
    for (sets) |*set| set.* = .{};
    defer for (sets) |*set| set.deinit();

    const work: Collect = .{ .job = job, .rows = &rows, .sets = sets };
    try job.forEach(sets.len, &work, Collect.part);

    var total: usize = 0;
    for (sets) |*set| total += set.count();
    const keys = try allocator.alloc(u64, total);
    errdefer allocator.free(keys);
    var at: usize = 0;
    for (sets) |*set| at += set.copy(keys[at..]);
    std.mem.sortUnstable(u64, keys, {}, std.sort.asc(u64));
    var kept: usize = 0;
    for (keys) |key| {
        if (kept > 0 and keys[kept - 1] == key) continue;
        keys[kept] = key;
        kept += 1;
    }
    return allocator.realloc(keys, kept);
}

const Collect = struct {
    job: *const Job,
    rows: *const Rows,
    sets: []KeySet,

    fn part(work: *const Collect, _: usize, item: usize) Error!void {
        const count = work.rows.count;
        const from = count * item / work.sets.len;
        const to = count * (item + 1) / work.sets.len;
        try work.rows.each(from, to, Visit{ .job = work.job, .set = &work.sets[item] }, Visit.rows);
    }

    const Visit = struct {
        job: *const Job,
        set: *KeySet,

        fn rows(visit: Visit, slice: []const Row) Error!void {
            try visit.job.checkStop();
            for (slice) |row| try visit.set.add(row.influencer);
            visit.job.advance(slice.len);
        }
    };
};

/// Open-addressing set of u64. Zero marks a free place, so it is kept apart.
const KeySet = struct {
    places: []u64 = &.{},
    used: usize = 0,
    has_zero: bool = false,
    last: u64 = 0,

    fn add(set: *KeySet, key: u64) Error!void {
        // Rows often come in order of influencer.
        if (key == set.last) {
            if (key == 0) set.has_zero = true;
            return;
        }
        set.last = key;
        if (key == 0) {
            set.has_zero = true;
            return;
        }
        if (set.used * 2 >= set.places.len) try set.grow();
        if (insert(set.places, key)) set.used += 1;
    }

    fn grow(set: *KeySet) Error!void {
        const larger = try allocator.alloc(u64, @max(1024, set.places.len * 2));
        @memset(larger, 0);
        for (set.places) |key| {
            if (key != 0) _ = insert(larger, key);
        }
        allocator.free(set.places);
        set.places = larger;
    }

    fn insert(places: []u64, key: u64) bool {
        var place = @import("identity.zig").mix(key) & (places.len - 1);
        while (places[place] != 0) : (place = (place + 1) & (places.len - 1)) {
            if (places[place] == key) return false;
        }
        places[place] = key;
        return true;
    }

    fn count(set: *const KeySet) usize {
        return set.used + @intFromBool(set.has_zero);
    }

    fn copy(set: *const KeySet, out: []u64) usize {
        var at: usize = 0;
        if (set.has_zero) {
            out[at] = 0;
            at += 1;
        }
        for (set.places) |key| {
            if (key == 0) continue;
            out[at] = key;
            at += 1;
        }
        return at;
    }

    fn deinit(set: *KeySet) void {
        allocator.free(set.places);
    }
};
