//! Mapped input and preallocated output. Everything a file says about its size is checked here, before it is believed.

const std = @import("std");
const builtin = @import("builtin");
const npy = @import("npy.zig");
const Job = @import("job.zig").Job;
const Error = @import("status.zig").Error;
const Report = @import("status.zig").Report;

const page = std.heap.page_size_min;

/// Joins parts with "/" into a path that ends in 0.
pub const Path = struct {
    buffer: [4096]u8 = undefined,
    size: usize = 0,

    pub fn join(report: *Report, parts: []const []const u8) Error!Path {
        var path: Path = .{};
        for (parts, 0..) |part, i| {
            if (path.size + part.len + 2 > path.buffer.len or std.mem.indexOfScalar(u8, part, 0) != null) {
                return report.fail(error.InvalidArgument, part, 0, "a path needs at most 4,094 bytes and no zero byte", .{});
            }
            if (i > 0) {
                path.buffer[path.size] = '/';
                path.size += 1;
            }
            @memcpy(path.buffer[path.size..][0..part.len], part);
            path.size += part.len;
        }
        path.buffer[path.size] = 0;
        return path;
    }

    pub fn text(path: *const Path) [:0]const u8 {
        return path.buffer[0..path.size :0];
    }
};

/// An array of a `.npy` file, mapped for reading. The file must not change while it is open.
pub fn Array(comptime T: type) type {
    return struct {
        items: []const T,
        /// Columns; 1 for an array of one dimension.
        columns: u64,
        data_offset: u64,
        map: []align(page) const u8,

        const Self = @This();

        /// Maps `folder/name`, which must hold elements of T in `rank` dimensions.
        pub fn open(report: *Report, parts: []const []const u8, rank: u32) Error!Self {
            const path = try Path.join(report, parts);
            const file = path.text();
            const fd = std.posix.openatZ(std.posix.AT.FDCWD, file, .{ .ACCMODE = .RDONLY, .CLOEXEC = true }, 0) catch |err| {
                return report.fail(error.CannotRead, file, 0, "{s}", .{@errorName(err)});
            };
            defer _ = std.c.close(fd);
            const size = try fileSize(report, fd, file);
            if (size < 16) {
                return report.fail(error.CorruptFile, file, size, "a .npy header needs 16 bytes and more, the file has {d}", .{size});
            }
            const map = std.posix.mmap(null, size, .{ .READ = true }, .{ .TYPE = .SHARED }, fd, 0) catch |err| {
                return report.fail(error.CannotRead, file, 0, "cannot map {d} bytes: {s}", .{ size, @errorName(err) });
            };
            errdefer std.posix.munmap(map);
            return check(report, file, map, rank);
        }

        fn check(report: *Report, file: []const u8, map: []align(page) const u8, rank: u32) Error!Self {
            const header = npy.parseHeader(map) orelse {
                return report.fail(error.CorruptFile, file, 0, "needed a .npy header in C order with at most two dimensions", .{});
            };
            if (!std.mem.eql(u8, &header.descr, npy.descrOf(T))) {
                return report.fail(error.CorruptFile, file, 0, "needed elements {s}, found {s}", .{ npy.descrOf(T), header.descr });
            }
            if (header.rank != rank) {
                return report.fail(error.CorruptFile, file, 0, "needed {d} dimensions, found {d}", .{ rank, header.rank });
            }
            if (header.data_offset % @alignOf(T) != 0) {
                return report.fail(error.CorruptFile, file, header.data_offset, "data must start at a multiple of {d}", .{@alignOf(T)});
            }
            const available = map.len - header.data_offset;
            const size = if (header.elementCount()) |count| std.math.mul(u64, count, @sizeOf(T)) catch null else null;
            if (size == null or size.? != available) {
                return report.fail(error.CorruptFile, file, map.len, "the header tells of ({d}, {d}) elements of {d} bytes, the file holds {d} bytes of data", .{ header.shape[0], header.shape[1], @sizeOf(T), available });
            }
            const bytes: []align(@alignOf(T)) const u8 = @alignCast(map[header.data_offset..]);
            return .{ .items = std.mem.bytesAsSlice(T, bytes), .columns = header.shape[1], .data_offset = header.data_offset, .map = map };
        }

        pub fn close(array: *const Self) void {
            std.posix.munmap(array.map);
        }

        /// Where an element stands in the file.
        pub fn offsetOf(array: *const Self, index: usize) u64 {
            return array.data_offset + index * @sizeOf(T);
        }
    };
}

/// Size in bytes of an open file.
pub fn fileSize(report: *Report, fd: std.posix.fd_t, file: []const u8) Error!usize {
    const end = std.c.lseek(fd, 0, std.c.SEEK.END);
    if (end < 0 or end > std.math.maxInt(i64) / 2) {
        return report.fail(error.CannotRead, file, 0, "it has no size: needed a regular file", .{});
    }
    return @intCast(end);
}

/// A `.npy` file in the making: its full size is reserved first, so that a full disk is told before the work and not after.
pub fn Output(comptime T: type) type {
    return struct {
        path: Path,
        fd: std.posix.fd_t,

        const Self = @This();

        /// Makes the file, which must not exist yet, and writes its header.
        pub fn create(report: *Report, parts: []const []const u8, shape: []const u64) Error!Self {
            const path = try Path.join(report, parts);
            const file = path.text();
            const flags: std.posix.O = .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true };
            const fd = std.posix.openatZ(std.posix.AT.FDCWD, file, flags, 0o644) catch |err| {
                const reason: Error = if (err == error.NoSpaceLeft) error.DiskFull else error.CannotWrite;
                return report.fail(reason, file, 0, "{s}", .{@errorName(err)});
            };
            const output: Self = .{ .path = path, .fd = fd };
            errdefer output.close();
            var count: u64 = 1;
            for (shape) |length| count *= length;
            try output.reserve(report, npy.header_size + count * @sizeOf(T));
            var header: [npy.header_size]u8 = undefined;
            npy.writeHeader(T, shape, &header);
            try output.writeBytes(report, 0, &header);
            return output;
        }

        /// Writes elements from index `start` on. Several threads may write at once.
        pub fn write(output: *const Self, report: *Report, start: u64, items: []const T) Error!void {
            try output.writeBytes(report, npy.header_size + start * @sizeOf(T), std.mem.sliceAsBytes(items));
        }

        pub fn close(output: *const Self) void {
            _ = std.c.close(output.fd);
        }

        fn reserve(output: *const Self, report: *Report, size: u64) Error!void {
            if (builtin.os.tag != .linux) return;
            switch (std.c.errno(std.c.fallocate(output.fd, 0, 0, @intCast(size)))) {
                .NOSPC, .DQUOT, .FBIG => return output.full(report, size),
                // Some file systems cannot reserve; then the first write that does not fit says so.
                else => {},
            }
        }

        fn writeBytes(output: *const Self, report: *Report, offset: u64, bytes: []const u8) Error!void {
            var done: usize = 0;
            while (done < bytes.len) {
                const size = @min(bytes.len - done, 1 << 30);
                const written = std.c.pwrite(output.fd, bytes[done..].ptr, size, @intCast(offset + done));
                if (written > 0) {
                    done += @intCast(written);
                    continue;
                }
                switch (std.c.errno(written)) {
                    .INTR => {},
                    .NOSPC, .DQUOT, .FBIG => return output.full(report, offset + bytes.len),
                    else => |code| return report.fail(error.CannotWrite, output.path.text(), offset + done, "{s}", .{@tagName(code)}),
                }
            }
        }

        fn full(output: *const Self, report: *Report, size: u64) Error {
            return report.fail(error.DiskFull, output.path.text(), 0, "it needs {d} bytes, more than the disk has left", .{size});
        }
    };
}

/// Writes a whole array of one dimension.
pub fn writeArray(comptime T: type, report: *Report, parts: []const []const u8, items: []const T) Error!void {
    const output = try Output(T).create(report, parts, &.{items.len});
    defer output.close();
    try output.write(report, 0, items);
}

pub fn makeFolder(report: *Report, parts: []const []const u8) Error!void {
    const path = try Path.join(report, parts);
    switch (std.c.errno(std.c.mkdir(path.text(), 0o755))) {
        .SUCCESS, .EXIST => {},
        .NOSPC, .DQUOT => return report.fail(error.DiskFull, path.text(), 0, "no space for a folder", .{}),
        else => |code| return report.fail(error.CannotWrite, path.text(), 0, "{s}", .{@tagName(code)}),
    }
}
