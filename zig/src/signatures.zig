//! A signature generation, mapped for reading. `open()` checks everything that later reading relies on.

const std = @import("std");
const files = @import("files.zig");
const hash_sort = @import("hash_sort.zig");
const jobs = @import("job.zig");
const registers_of = @import("registers.zig");
const no_row = @import("signature_files.zig").no_row;
const Report = @import("status.zig").Report;
const Error = jobs.Error;
const allocator = jobs.allocator;

/// One influencer's signature in the form it has.
pub const Signature = union(enum) { registers: []const u16, list: []const u64 };

pub const Signatures = struct {
    folder: []u8,
    influencer_count: u32,
    register_count: u32,
    registers: files.Array(u16),
    dense_rows: files.Array(u32),
    list_offsets: files.Array(u64),
    list_hashes: files.Array(u64),
    follower_counts: files.Array(u64),

    pub fn open(report: *Report, folder: []const u8) Error!Signatures {
        const registers = try files.Array(u16).open(report, &.{ folder, "registers.npy" }, 2);
        errdefer registers.close();
        const dense_rows = try files.Array(u32).open(report, &.{ folder, "dense_rows.npy" }, 1);
        errdefer dense_rows.close();
        const list_offsets = try files.Array(u64).open(report, &.{ folder, "list_offsets.npy" }, 1);
        errdefer list_offsets.close();
        const list_hashes = try files.Array(u64).open(report, &.{ folder, "list_hashes.npy" }, 1);
        errdefer list_hashes.close();
        const follower_counts = try files.Array(u64).open(report, &.{ folder, "follower_counts.npy" }, 1);
        errdefer follower_counts.close();
        const signatures: Signatures = .{
            .folder = try allocator.dupe(u8, folder),
            .influencer_count = 0,
            .register_count = 0,
            .registers = registers,
            .dense_rows = dense_rows,
            .list_offsets = list_offsets,
            .list_hashes = list_hashes,
            .follower_counts = follower_counts,
        };
        errdefer allocator.free(signatures.folder);
        return signatures.check(report);
    }

    pub fn close(signatures: *const Signatures) void {
        signatures.registers.close();
        signatures.dense_rows.close();
        signatures.list_offsets.close();
        signatures.list_hashes.close();
        signatures.follower_counts.close();
        allocator.free(signatures.folder);
    }

    pub inline fn get(signatures: *const Signatures, influencer: usize) Signature {
        const row = signatures.dense_rows.items[influencer];
        const register_count = signatures.register_count;
        if (row != no_row) return .{ .registers = signatures.registers.items[@as(usize, row) * register_count ..][0..register_count] };
        const offsets = signatures.list_offsets.items;
        return .{ .list = signatures.list_hashes.items[offsets[influencer]..offsets[influencer + 1]] };
    }

    fn check(signatures: Signatures, report: *Report) Error!Signatures {
        var checked = signatures;
        const count = signatures.dense_rows.items.len;
        if (count >= no_row) {
            return signatures.corrupt(report, "dense_rows.npy", 0, "needed fewer than {d} influencers, found {d}", .{ no_row, count });
        }
        if (!registers_of.isRegisterCount(signatures.registers.columns)) {
            return signatures.corrupt(report, "registers.npy", 0, "needed a power of two from {d} to {d} registers, found {d}", .{ registers_of.count_min, registers_of.count_max, signatures.registers.columns });
        }
        if (signatures.list_offsets.items.len != count + 1) {
            return signatures.corrupt(report, "list_offsets.npy", 0, "needed {d} offsets, found {d}", .{ count + 1, signatures.list_offsets.items.len });
        }
        if (signatures.follower_counts.items.len != count) {
            return signatures.corrupt(report, "follower_counts.npy", 0, "needed {d} counts, found {d}", .{ count, signatures.follower_counts.items.len });
        }
        checked.influencer_count = @intCast(count);
        checked.register_count = @intCast(signatures.registers.columns);
        try checked.checkPlaces(report);
        return checked;
    }

    fn checkPlaces(signatures: *const Signatures, report: *Report) Error!void {
        const row_count = signatures.registers.items.len / signatures.register_count;
        for (signatures.dense_rows.items, 0..) |row, i| {
            if (row != no_row and row >= row_count) {
                return signatures.corrupt(report, "dense_rows.npy", signatures.dense_rows.offsetOf(i), "row must be below {d}, found {d}", .{ row_count, row });
            }
        }
        var before: u64 = 0;
        const end = signatures.list_hashes.items.len;
        for (signatures.list_offsets.items, 0..) |offset, i| {
            if (offset < before or offset > end or offset - before > hash_sort.count_max) {
                return signatures.corrupt(report, "list_offsets.npy", signatures.list_offsets.offsetOf(i), "offsets must ascend to at most {d} in steps of at most {d}, found {d} after {d}", .{ end, hash_sort.count_max, offset, before });
            }
            before = offset;
        }
    }

    fn corrupt(signatures: *const Signatures, report: *Report, name: []const u8, offset: u64, comptime reason: []const u8, arguments: anytype) Error {
        const path = try files.Path.join(report, &.{ signatures.folder, name });
        return report.fail(error.CorruptFile, path.text(), offset, reason, arguments);
    }
};
