//! What two signatures say about each other (DESIGN 9).

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const registers_of = @import("registers.zig");
const signatures_of = @import("signatures.zig");
const Signature = signatures_of.Signature;
const Signatures = signatures_of.Signatures;
const Error = jobs.Error;
const Job = jobs.Job;

/// E + D0 + L + G = K, or, where `exact_shared` is not -1, all 0.
pub const Statistics = struct {
    both_empty: u32 = 0,
    equal: u32 = 0,
    less: u32 = 0,
    greater: u32 = 0,
    exact_shared: i32 = -1,
};

/// One entry per pair; all of one length.
pub const Columns = struct {
    both_empty: []u32,
    equal: []u32,
    less: []u32,
    greater: []u32,
    exact_shared: []i32,

    pub fn set(columns: Columns, i: usize, statistics: Statistics) void {
        columns.both_empty[i] = statistics.both_empty;
        columns.equal[i] = statistics.equal;
        columns.less[i] = statistics.less;
        columns.greater[i] = statistics.greater;
        columns.exact_shared[i] = statistics.exact_shared;
    }
};

pub fn comparePairs(job: *const Job, signatures: *const Signatures, left: []const u32, right: []const u32, out: Columns) Error!void {
    for ([_][]const u32{ left, right }) |side| {
        for (side) |influencer| try checkIndex(job, signatures, influencer);
    }
    for (left, right, 0..) |a, b, i| {
        if (i % 1024 == 0) try job.checkStop();
        const asked: Asked = .init(signatures, a);
        out.set(i, asked.compare(signatures, b));
    }
}

pub fn checkIndex(job: *const Job, signatures: *const Signatures, influencer: u32) Error!void {
    if (influencer < signatures.influencer_count) return;
    return job.report.fail(error.InvalidArgument, signatures.folder, 0, "influencer index must be below {d}, got {d}", .{ signatures.influencer_count, influencer });
}

/// The left side of comparisons, projected to registers once.
pub const Asked = struct {
    signature: Signature,
    register_count: u32,
    projected: [registers_of.count_max]u16,

    pub fn init(signatures: *const Signatures, influencer: usize) Asked {
        var asked: Asked = .{
            .signature = signatures.get(influencer),
            .register_count = signatures.register_count,
            .projected = undefined,
        };
        switch (asked.signature) {
            .registers => {},
            .list => |hashes| project(hashes, asked.projected[0..asked.register_count]),
        }
        return asked;
    }

    fn registers(asked: *const Asked) []const u16 {
        return switch (asked.signature) {
            .registers => |own| own,
            .list => asked.projected[0..asked.register_count],
        };
    }

    pub fn compare(asked: *const Asked, signatures: *const Signatures, influencer: usize) Statistics {
        switch (signatures.get(influencer)) {
            .registers => |others| return compareRegisters(asked.registers(), others),
            .list => |others| {
                if (asked.signature == .list) return .{ .exact_shared = countShared(asked.signature.list, others) };
                var projected: [registers_of.count_max]u16 = undefined;
                const buffer = projected[0..asked.register_count];
                project(others, buffer);
                return compareRegisters(asked.registers(), buffer);
            },
        }
    }
};

fn project(hashes: []const u64, out: []u16) void {
    @memset(out, identity.empty);
    registers_of.foldHashes(out, hashes);
}

const lane_count = 32;
const Lanes = @Vector(lane_count, u16);

fn compareRegisters(left: []const u16, right: []const u16) Statistics {
    std.debug.assert(left.len == right.len and left.len % lane_count == 0);
    const none: Lanes = @splat(identity.empty);
    var same: u32 = 0;
    var both_empty: u32 = 0;
    var less: u32 = 0;
    var i: usize = 0;
    while (i < left.len) : (i += lane_count) {
        const a: Lanes = left[i..][0..lane_count].*;
        const b: Lanes = right[i..][0..lane_count].*;
        const equal: u32 = @bitCast(a == b);
        same += @popCount(equal);
        both_empty += @popCount(equal & @as(u32, @bitCast(a == none)));
        less += @popCount(@as(u32, @bitCast(a < b)));
    }
    const count: u32 = @intCast(left.len);
    return .{ .both_empty = both_empty, .equal = same - both_empty, .less = less, .greater = count - same - less };
}

/// Common entries of two ascending lists.
fn countShared(left: []const u64, right: []const u64) i32 {
    var i: usize = 0;
    var j: usize = 0;
    var shared: i32 = 0;
    while (i < left.len and j < right.len) {
        const a = left[i];
        const b = right[j];
        shared += @intFromBool(a == b);
        i += @intFromBool(a <= b);
        j += @intFromBool(b <= a);
    }
    return shared;
}
