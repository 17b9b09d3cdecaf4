//! Writes the files of a signature generation (DESIGN 6): registers.npy, dense_rows.npy, list_offsets.npy, list_hashes.npy,
//! follower_counts.npy. Where everything stands follows from the follower counts, so blocks may be written in any order.

const std = @import("std");
const files = @import("files.zig");
const jobs = @import("job.zig");
const hash_sort = @import("hash_sort.zig");
const registers_of = @import("registers.zig");
const Report = @import("status.zig").Report;
const Error = jobs.Error;
const allocator = jobs.allocator;

/// In dense_rows.npy: this influencer is a list.
pub const no_row: u32 = 0xFFFF_FFFF;

pub const Counts = struct { denseCount: u64, listCount: u64, edges: u64 };

pub fn checkParameters(report: *Report, register_count: u32, list_limit: u32) Error!void {
    if (!registers_of.isRegisterCount(register_count)) {
        return report.fail(error.InvalidArgument, "", 0, "needed a power of two from {d} to {d} registers, got {d}", .{ registers_of.count_min, registers_of.count_max, register_count });
    }
    const list_limit_max = @min(hash_sort.count_max, register_count / 2);
    if (list_limit > list_limit_max) {
        return report.fail(error.InvalidArgument, "", 0, "needed a list limit of at most {d}, got {d}", .{ list_limit_max, list_limit });
    }
}

/// Where everything of a generation stands. Follows from the follower counts alone.
pub const Layout = struct {
    register_count: u32,
    list_limit: u32,
    /// The caller's.
    follower_counts: []const u64,
    counts: Counts,
    dense_rows: []u32,
    /// Row that the next dense influencer at or after each would get; N + 1 entries.
    rows_before: []u32,
    list_offsets: []u64,

    pub fn init(follower_counts: []const u64, register_count: u32, list_limit: u32) Error!Layout {
        const influencer_count = follower_counts.len;
        const dense_rows = try allocator.alloc(u32, influencer_count);
        errdefer allocator.free(dense_rows);
        const rows_before = try allocator.alloc(u32, influencer_count + 1);
        errdefer allocator.free(rows_before);
        const list_offsets = try allocator.alloc(u64, influencer_count + 1);

        var row: u32 = 0;
        var offset: u64 = 0;
        var edges: u64 = 0;
        for (follower_counts, 0..) |count, influencer| {
            const dense = list_limit == 0 or count > list_limit;
            rows_before[influencer] = row;
            list_offsets[influencer] = offset;
            dense_rows[influencer] = if (dense) row else no_row;
            row += @intFromBool(dense);
            offset += if (dense) 0 else count;
            edges +|= count;
        }
        rows_before[influencer_count] = row;
        list_offsets[influencer_count] = offset;
        return .{
            .register_count = register_count,
            .list_limit = list_limit,
            .follower_counts = follower_counts,
            .counts = .{ .denseCount = row, .listCount = influencer_count - row, .edges = edges },
            .dense_rows = dense_rows,
            .rows_before = rows_before,
            .list_offsets = list_offsets,
        };
    }

    pub fn deinit(layout: *const Layout) void {
        allocator.free(layout.dense_rows);
        allocator.free(layout.rows_before);
        allocator.free(layout.list_offsets);
    }

    pub inline fn isDense(layout: *const Layout, influencer: usize) bool {
        return layout.dense_rows[influencer] != no_row;
    }
};

/// The files in the making; blocks may be written in any order, by several threads.
pub const Writer = struct {
    layout: *const Layout,
    registers: files.Output(u16),
    list_hashes: files.Output(u64),

    /// Reserves the two large files and writes the three small ones.
    pub fn create(report: *Report, folder: []const u8, layout: *const Layout) Error!Writer {
        const influencer_count = layout.follower_counts.len;
        const shape = [_]u64{ layout.counts.denseCount, layout.register_count };
        const registers = try files.Output(u16).create(report, &.{ folder, "registers.npy" }, &shape);
        errdefer registers.close();
        const list_size = layout.list_offsets[influencer_count];
        const list_hashes = try files.Output(u64).create(report, &.{ folder, "list_hashes.npy" }, &.{list_size});
        errdefer list_hashes.close();
        try files.writeArray(u32, report, &.{ folder, "dense_rows.npy" }, layout.dense_rows);
        try files.writeArray(u64, report, &.{ folder, "list_offsets.npy" }, layout.list_offsets);
        try files.writeArray(u64, report, &.{ folder, "follower_counts.npy" }, layout.follower_counts);
        return .{ .layout = layout, .registers = registers, .list_hashes = list_hashes };
    }

    pub fn close(writer: *const Writer) void {
        writer.registers.close();
        writer.list_hashes.close();
    }

    /// Rows are folded where they stay in the second cache, then written.
    pub fn roomFor(_: *const Writer, _: usize, scratch: []align(64) u16) []align(64) u16 {
        return scratch;
    }

    /// Writes the registers of influencers [first, last), in order.
    pub fn writeRows(writer: *const Writer, report: *Report, first: usize, last: usize, rows: []const u16) Error!void {
        const row = @as(u64, writer.layout.rows_before[first]);
        std.debug.assert(rows.len == (writer.layout.rows_before[last] - row) * writer.layout.register_count);
        try writer.registers.write(report, row * writer.layout.register_count, rows);
    }

    /// Writes the lists of influencers [first, last), in order.
    pub fn writeLists(writer: *const Writer, report: *Report, first: usize, last: usize, hashes: []const u64) Error!void {
        const offset = writer.layout.list_offsets[first];
        std.debug.assert(hashes.len == writer.layout.list_offsets[last] - offset);
        try writer.list_hashes.write(report, offset, hashes);
    }
};
