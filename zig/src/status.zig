//! What can go wrong, as an error inside and as a number outside, and the one report that says where and why.

const std = @import("std");

/// Everything that data, disks and callers can do wrong. What only we can break is asserted instead.
pub const Error = error{
    InvalidArgument,
    CorruptFile,
    CannotRead,
    CannotWrite,
    DiskFull,
    OutOfMemory,
    Stopped,
};

/// Numbers are added, never moved: `core/kernel/native/_symbols.ts` names them in this order.
pub const Status = enum(i32) {
    ok = 0,
    invalid_argument = 1,
    corrupt_file = 2,
    cannot_read = 3,
    cannot_write = 4,
    disk_full = 5,
    out_of_memory = 6,
    stopped = 7,
};

pub fn statusOf(err: Error) Status {
    return switch (err) {
        error.InvalidArgument => .invalid_argument,
        error.CorruptFile => .corrupt_file,
        error.CannotRead => .cannot_read,
        error.CannotWrite => .cannot_write,
        error.DiskFull => .disk_full,
        error.OutOfMemory => .out_of_memory,
        error.Stopped => .stopped,
    };
}

/// The first failure of a job: file, offset in bytes, and what was needed and found. Threads may fail at once; one is kept.
pub const Report = struct {
    taken: std.atomic.Value(bool) = .init(false),
    offset: u64 = 0,
    file_size: usize = 0,
    reason_size: usize = 0,
    file_buffer: [4096]u8 = undefined,
    reason_buffer: [1024]u8 = undefined,

    /// Notes the failure and returns `err`, so that a caller can write `return report.fail(...)`.
    pub fn fail(
        report: *Report,
        err: Error,
        path: []const u8,
        offset: u64,
        comptime format: []const u8,
        arguments: anytype,
    ) Error {
        if (report.taken.swap(true, .acq_rel)) return err;
        report.offset = offset;
        report.file_size = @min(path.len, report.file_buffer.len);
        @memcpy(report.file_buffer[0..report.file_size], path[0..report.file_size]);
        const text = std.fmt.bufPrint(&report.reason_buffer, format, arguments) catch &report.reason_buffer;
        report.reason_size = text.len;
        return err;
    }

    pub fn file(report: *const Report) []const u8 {
        return report.file_buffer[0..report.file_size];
    }

    pub fn reason(report: *const Report) []const u8 {
        return report.reason_buffer[0..report.reason_size];
    }
};
