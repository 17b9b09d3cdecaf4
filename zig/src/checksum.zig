//! XXH3-64 of each 8 MiB block of a file (DESIGN 6).

const std = @import("std");
const files = @import("files.zig");
const jobs = @import("job.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const block_size = 8 * 1024 * 1024;

pub const Request = struct { path: []const u8, threads: u32 };
pub const Answer = struct { bytes: u64 };

/// Blocks are read, not mapped: a file that is cut meanwhile gives an error, not a signal. The caller frees the hashes.
pub fn checksum(job: *const Job, request: Request, hashes: *[]u64) Error!Answer {
    const path = try files.Path.join(job.report, &.{request.path});
    const fd = std.posix.openatZ(std.posix.AT.FDCWD, path.text(), .{ .ACCMODE = .RDONLY, .CLOEXEC = true }, 0) catch |err| {
        return job.report.fail(error.CannotRead, request.path, 0, "{s}", .{@errorName(err)});
    };
    defer _ = std.c.close(fd);
    const size = try files.fileSize(job.report, fd, request.path);
    job.start(size);
    hashes.* = try allocator.alloc(u64, std.math.divCeil(usize, size, block_size) catch unreachable);
    errdefer allocator.free(hashes.*);
    const work: Work = .{ .job = job, .path = request.path, .fd = fd, .size = size, .hashes = hashes.* };
    try job.forEach(hashes.len, &work, Work.block);
    return .{ .bytes = size };
}

const Work = struct {
    job: *const Job,
    path: []const u8,
    fd: std.posix.fd_t,
    size: usize,
    hashes: []u64,

    fn block(work: *const Work, _: usize, item: usize) Error!void {
        const start = item * block_size;
        const buffer = try allocator.alloc(u8, @min(block_size, work.size - start));
        defer allocator.free(buffer);
        var done: usize = 0;
        while (done < buffer.len) {
            const got = std.c.pread(work.fd, buffer[done..].ptr, buffer.len - done, @intCast(start + done));
            if (got > 0) {
                done += @intCast(got);
            } else if (got == 0) {
                return work.job.report.fail(error.CannotRead, work.path, start + done, "it was cut while it was read: needed {d} bytes", .{work.size});
            } else switch (std.c.errno(got)) {
                .INTR => {},
                else => |code| return work.job.report.fail(error.CannotRead, work.path, start + done, "{s}", .{@tagName(code)}),
            }
        }
        work.hashes[item] = std.hash.XxHash3.hash(0, buffer);
        work.job.advance(buffer.len);
    }
};
