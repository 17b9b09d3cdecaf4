//! One piece of work asked for from outside: its threads, its progress, how it is stopped, and what went wrong.

const std = @import("std");
const status = @import("status.zig");

pub const Error = status.Error;
pub const allocator = std.heap.c_allocator;

/// Shared with the caller, who reads `done` and `total` and may set `stop` at any time. 24 bytes.
pub const Control = extern struct {
    done: std.atomic.Value(u64) = .init(0),
    total: std.atomic.Value(u64) = .init(0),
    stop: std.atomic.Value(u32) = .init(0),
    unused: u32 = 0,
};

pub const Job = struct {
    control: *Control,
    report: *status.Report,
    threads: u32,

    pub fn start(job: *const Job, total: u64) void {
        job.control.total.store(total, .monotonic);
    }

    pub fn advance(job: *const Job, count: u64) void {
        _ = job.control.done.fetchAdd(count, .monotonic);
    }

    pub fn checkStop(job: *const Job) Error!void {
        if (job.control.stop.load(.monotonic) != 0) return error.Stopped;
    }

    /// Runs `work(context, worker, item)` for each item in [0, item_count), items in order of number, on all threads.
    /// `worker` is below `workerCount()`. The first error stops the others and is returned.
    pub fn forEach(
        job: *const Job,
        item_count: usize,
        context: anytype,
        comptime work: fn (@TypeOf(context), worker: usize, item: usize) Error!void,
    ) Error!void {
        const Crew = struct {
            job: *const Job,
            item_count: usize,
            context: @TypeOf(context),
            next: std.atomic.Value(usize) = .init(0),
            failed: std.atomic.Value(bool) = .init(false),
            failure: Error = error.Stopped,

            fn run(crew: *@This(), worker: usize) void {
                while (!crew.failed.load(.monotonic)) {
                    const item = crew.next.fetchAdd(1, .monotonic);
                    if (item >= crew.item_count) return;
                    crew.one(worker, item) catch |err| {
                        if (!crew.failed.swap(true, .acq_rel)) crew.failure = err;
                        return;
                    };
                }
            }

            fn one(crew: *@This(), worker: usize, item: usize) Error!void {
                try crew.job.checkStop();
                try work(crew.context, worker, item);
            }
        };
        var crew: Crew = .{ .job = job, .item_count = item_count, .context = context };
        var helpers: [threads_max]std.Thread = undefined;
        var helper_count: usize = 0;
        // A thread that cannot be had only makes it slower.
        while (helper_count + 1 < @min(job.workerCount(), item_count)) : (helper_count += 1) {
            helpers[helper_count] = std.Thread.spawn(.{}, Crew.run, .{ &crew, helper_count + 1 }) catch break;
        }
        crew.run(0);
        for (helpers[0..helper_count]) |helper| helper.join();
        if (crew.failed.load(.acquire)) return crew.failure;
    }

    pub fn workerCount(job: *const Job) usize {
        return job.threads;
    }
};

pub const threads_max = 256;

/// 0 asks for all cores.
pub fn threadCount(asked: u32) u32 {
    const count = if (asked != 0) asked else @as(u32, @intCast(std.Thread.getCpuCount() catch 1));
    return std.math.clamp(count, 1, threads_max);
}

test "forEach() does every item once and returns the first error" {
    var control: Control = .{};
    var report: status.Report = .{};
    const job: Job = .{ .control = &control, .report = &report, .threads = 3 };
    var seen = [_]std.atomic.Value(u32){.init(0)} ** 100;
    const Work = struct {
        fn count(context: *[100]std.atomic.Value(u32), _: usize, item: usize) Error!void {
            _ = context[item].fetchAdd(1, .monotonic);
        }
        fn refuse(_: *[100]std.atomic.Value(u32), _: usize, item: usize) Error!void {
            if (item == 42) return error.InvalidArgument;
        }
    };
    try job.forEach(100, &seen, Work.count);
    for (seen) |count| try std.testing.expectEqual(1, count.raw);
    try std.testing.expectError(error.InvalidArgument, job.forEach(100, &seen, Work.refuse));
    control.stop.store(1, .monotonic);
    try std.testing.expectError(error.Stopped, job.forEach(100, &seen, Work.count));
}
