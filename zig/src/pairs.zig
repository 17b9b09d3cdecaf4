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
    const scratch: Scratch = try .init(signatures.register_count);
    defer scratch.deinit();
    const room = try jobs.allocator.alloc(u16, signatures.register_count);
    defer jobs.allocator.free(room);
    for (left, right, 0..) |a, b, i| {
        if (i % 1024 == 0) try job.checkStop();
        const asked: Asked = .init(signatures, a, room);
        out.set(i, asked.compare(signatures, b, &scratch));
    }
}

pub fn checkIndex(job: *const Job, signatures: *const Signatures, influencer: u32) Error!void {
    if (influencer < signatures.influencer_count) return;
    return job.report.fail(error.InvalidArgument, signatures.folder, 0, "influencer index must be below {d}, got {d}", .{ signatures.influencer_count, influencer });
}

/// Registers of one worker, all empty between comparisons: clearing them anew for each list would cost more than comparing.
pub const Scratch = struct {
    registers: []u16,

    pub fn init(register_count: u32) Error!Scratch {
        const registers = try jobs.allocator.alloc(u16, register_count);
        @memset(registers, identity.empty);
        return .{ .registers = registers };
    }

    pub fn deinit(scratch: *const Scratch) void {
        jobs.allocator.free(scratch.registers);
    }
};

/// The left side of comparisons, projected to registers once.
pub const Asked = struct {
    signature: Signature,
    registers: []const u16,
    empty_count: u32,

    /// `room` has as many registers as a signature and is used as long as the answer.
    pub fn init(signatures: *const Signatures, influencer: usize, room: []u16) Asked {
        const signature = signatures.get(influencer);
        const registers = switch (signature) {
            .registers => |own| own,
            .list => |hashes| project(hashes, room),
        };
        var empty_count: u32 = 0;
        for (registers) |register| empty_count += @intFromBool(register == identity.empty);
        return .{ .signature = signature, .registers = registers, .empty_count = empty_count };
    }

    pub fn compare(asked: *const Asked, signatures: *const Signatures, influencer: usize, scratch: *const Scratch) Statistics {
        switch (signatures.get(influencer)) {
            .registers => |others| return compareRegisters(asked.registers, others),
            .list => |others| {
                if (asked.signature == .list) return .{ .exact_shared = countShared(asked.signature.list, others) };
                return asked.compareList(others, scratch.registers);
            },
        }
    }

    /// Only the bins of the list are looked at: in all others the right side is empty.
    fn compareList(asked: *const Asked, hashes: []const u64, scratch: []u16) Statistics {
        registers_of.foldHashes(scratch, hashes);
        var both_empty = asked.empty_count;
        var equal: u32 = 0;
        var greater: u32 = 0;
        for (hashes) |hash| {
            const bin = hash & (scratch.len - 1);
            const code = scratch[bin];
            if (code == identity.empty) continue;
            scratch[bin] = identity.empty;
            both_empty -= @intFromBool(asked.registers[bin] == identity.empty);
            equal += @intFromBool(asked.registers[bin] == code);
            greater += @intFromBool(asked.registers[bin] > code);
        }
        const count: u32 = @intCast(scratch.len);
        return .{ .both_empty = both_empty, .equal = equal, .less = count - both_empty - equal - greater, .greater = greater };
    }
};

fn project(hashes: []const u64, out: []u16) []const u16 {
    @memset(out, identity.empty);
    registers_of.foldHashes(out, hashes);
    return out;
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

/// Of two sets of bins together.
pub fn addStatistics(a: Statistics, b: Statistics) Statistics {
    return .{ .both_empty = a.both_empty + b.both_empty, .equal = a.equal + b.equal, .less = a.less + b.less, .greater = a.greater + b.greater };
}

/// Common entries of two ascending lists.
pub fn countShared(left: []const u64, right: []const u64) i32 {
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
