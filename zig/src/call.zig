//! What every exported operation has in common: a request in JSON, a control block, a response in JSON, a status.

const std = @import("std");
const jobs = @import("job.zig");
const status = @import("status.zig");
const Error = status.Error;
const Job = jobs.Job;
const Report = status.Report;
const Status = status.Status;

/// The part of a call that all operations share. The caller keeps every buffer until the call is over.
pub const Call = struct {
    request: ?[*]const u8,
    request_size: u32,
    control: ?*jobs.Control,
    response: ?[*]u8,
    response_capacity: u32,

    /// Runs `body(job, request, context)`, whose answer is written as JSON and then freed if it wants to be.
    /// A failure is written as `{"file", "offset", "reason"}`.
    pub fn run(call: Call, comptime Request: type, context: anytype, comptime body: anytype) Status {
        const control = call.control orelse return .invalid_argument;
        const text = (call.request orelse return .invalid_argument)[0..call.request_size];
        var report: Report = .{};
        const err = call.attempt(Request, context, body, control, text, &report) orelse return .ok;
        call.writeFailure(err, &report);
        return status.statusOf(err);
    }

    fn attempt(
        call: Call,
        comptime Request: type,
        context: anytype,
        comptime body: anytype,
        control: *jobs.Control,
        text: []const u8,
        report: *Report,
    ) ?Error {
        var arena: std.heap.ArenaAllocator = .init(jobs.allocator);
        defer arena.deinit();
        const request = std.json.parseFromSliceLeaky(Request, arena.allocator(), text, .{ .ignore_unknown_fields = true }) catch |err| {
            if (err == error.OutOfMemory) return error.OutOfMemory;
            return report.fail(error.InvalidArgument, "", 0, "the request is not what was agreed: {s}", .{@errorName(err)});
        };
        const threads = if (@hasField(Request, "threads")) jobs.threadCount(request.threads) else 1;
        const job: Job = .{ .control = control, .report = report, .threads = threads };
        const answer = body(&job, request, context) catch |err| return err;
        const failed = !call.writeAnswer(answer);
        if (@TypeOf(answer) != void and @hasDecl(@TypeOf(answer), "deinit")) answer.deinit();
        return if (failed) report.fail(error.InvalidArgument, "", 0, "the answer needs a larger buffer than {d} bytes", .{call.response_capacity}) else null;
    }

    fn writeAnswer(call: Call, answer: anytype) bool {
        if (@TypeOf(answer) == void) return call.writeJson(.{});
        return call.writeJson(answer);
    }

    fn writeFailure(call: Call, err: Error, report: *const Report) void {
        const reason = if (report.taken.load(.acquire)) report.reason() else @errorName(err);
        _ = call.writeJson(.{ .file = report.file(), .offset = report.offset, .reason = reason });
    }

    /// The text ends in a zero byte. False when there is no room.
    fn writeJson(call: Call, value: anytype) bool {
        const out = (call.response orelse return false)[0..call.response_capacity];
        var writer: std.Io.Writer = .fixed(out);
        std.json.Stringify.value(value, .{}, &writer) catch return false;
        writer.writeByte(0) catch return false;
        return true;
    }
};

/// An array of the caller's; an empty one may arrive as a null pointer.
pub fn arrayOf(comptime T: type, pointer: ?[*]T, count: u32) ?[]T {
    if (count == 0) return &.{};
    return (pointer orelse return null)[0..count];
}

/// The same, read-only.
pub fn constArrayOf(comptime T: type, pointer: ?[*]const T, count: u32) ?[]const T {
    if (count == 0) return &.{};
    return (pointer orelse return null)[0..count];
}
