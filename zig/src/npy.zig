//! The `.npy` header: C order, little-endian, version 1.0, padded so that data is page-aligned.

const std = @import("std");

/// Headers that we write have this size.
pub const header_size = 4096;

pub const Header = struct {
    descr: [3]u8,
    rank: u32,
    shape: [2]u64,
    data_offset: u64,

    /// Number of elements, or null when it does not fit.
    pub fn elementCount(header: Header) ?u64 {
        if (header.rank == 1) return header.shape[0];
        return std.math.mul(u64, header.shape[0], header.shape[1]) catch null;
    }
};

pub fn descrOf(comptime T: type) *const [3]u8 {
    return switch (T) {
        u8 => "|u1",
        u16 => "<u2",
        u32 => "<u4",
        u64 => "<u8",
        f32 => "<f4",
        else => @compileError("no array of " ++ @typeName(T)),
    };
}

/// Fills `out` with the header of an array of one or two dimensions.
pub fn writeHeader(comptime T: type, shape: []const u64, out: *[header_size]u8) void {
    std.debug.assert(shape.len == 1 or shape.len == 2);
    @memset(out, ' ');
    @memcpy(out[0..8], "\x93NUMPY\x01\x00");
    std.mem.writeInt(u16, out[8..10], header_size - 10, .little);
    var text: std.Io.Writer = .fixed(out[10..]);
    text.print("{{'descr': '{s}', 'fortran_order': False, 'shape': ({d},", .{ descrOf(T), shape[0] }) catch unreachable;
    if (shape.len == 2) text.print(" {d}", .{shape[1]}) catch unreachable;
    text.writeAll("), }") catch unreachable;
    out[header_size - 1] = '\n';
}

/// Reads a header from the first bytes of a file; null when it is none that we can read.
pub fn parseHeader(bytes: []const u8) ?Header {
    if (bytes.len < 12 or !std.mem.eql(u8, bytes[0..6], "\x93NUMPY")) return null;
    const long = bytes[6] >= 2;
    if (bytes[6] < 1 or bytes[6] > 3) return null;
    const text_start: usize = if (long) 12 else 10;
    const text_size: usize = if (long) std.mem.readInt(u32, bytes[8..12], .little) else std.mem.readInt(u16, bytes[8..10], .little);
    if (text_size > bytes.len - text_start) return null;
    const text = bytes[text_start..][0..text_size];

    const descr = textAfter(text, "'descr':") orelse return null;
    if (descr.len < 5 or descr[0] != '\'' or descr[4] != '\'') return null;
    const order = textAfter(text, "'fortran_order':") orelse return null;
    if (!std.mem.startsWith(u8, order, "False")) return null;

    var header: Header = .{ .descr = descr[1..4].*, .rank = 0, .shape = .{ 0, 1 }, .data_offset = text_start + text_size };
    var shape = textAfter(text, "'shape':") orelse return null;
    if (shape.len == 0 or shape[0] != '(') return null;
    shape = shape[1 .. std.mem.indexOfScalar(u8, shape, ')') orelse return null];
    var numbers = std.mem.splitScalar(u8, shape, ',');
    while (numbers.next()) |number| {
        const digits = std.mem.trim(u8, number, " ");
        if (digits.len == 0) continue;
        if (header.rank == 2) return null;
        header.shape[header.rank] = std.fmt.parseInt(u64, digits, 10) catch return null;
        header.rank += 1;
    }
    return if (header.rank == 0) null else header;
}

fn textAfter(text: []const u8, name: []const u8) ?[]const u8 {
    const at = std.mem.indexOf(u8, text, name) orelse return null;
    return std.mem.trimStart(u8, text[at + name.len ..], " ");
}

test "parseHeader() reads what writeHeader() wrote" {
    var bytes: [header_size]u8 = undefined;
    writeHeader(u64, &.{ 123, 2 }, &bytes);
    const header = parseHeader(&bytes).?;
    try std.testing.expectEqualStrings("<u8", &header.descr);
    try std.testing.expectEqual(2, header.rank);
    try std.testing.expectEqual(123, header.shape[0]);
    try std.testing.expectEqual(246, header.elementCount().?);
    try std.testing.expectEqual(header_size, header.data_offset);
}

test "parseHeader() refuses what it cannot read" {
    var bytes: [header_size]u8 = undefined;
    writeHeader(u16, &.{7}, &bytes);
    try std.testing.expect(parseHeader(bytes[0..4000]) == null);
    bytes[0] = 'x';
    try std.testing.expect(parseHeader(&bytes) == null);
}
