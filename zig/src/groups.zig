//! Things by the number of their group: a counting sort.

const std = @import("std");
const jobs = @import("job.zig");
const Error = jobs.Error;
const allocator = jobs.allocator;

pub const Groups = struct {
    starts: []u32,
    /// By group, ascending within one.
    members: []u32,

    pub fn init(numbers: []const u32, group_count: usize) Error!Groups {
        const starts = try allocator.alloc(u32, group_count + 1);
        errdefer allocator.free(starts);
        @memset(starts, 0);
        for (numbers) |number| starts[number + 1] += 1;
        for (1..group_count + 1) |i| starts[i] += starts[i - 1];
        const next = try allocator.dupe(u32, starts[0..group_count]);
        defer allocator.free(next);
        const members = try allocator.alloc(u32, numbers.len);
        for (numbers, 0..) |number, member| {
            members[next[number]] = @intCast(member);
            next[number] += 1;
        }
        return .{ .starts = starts, .members = members };
    }

    pub fn deinit(groups: *const Groups) void {
        allocator.free(groups.starts);
        allocator.free(groups.members);
    }

    pub fn count(groups: *const Groups) usize {
        return groups.starts.len - 1;
    }

    pub fn of(groups: *const Groups, group: usize) []u32 {
        return groups.members[groups.starts[group]..groups.starts[group + 1]];
    }

    /// Where runs of whole groups begin that hold about `size` members each, and the end. The caller frees.
    pub fn chunk(groups: *const Groups, size: usize) Error![]u32 {
        var ends: std.ArrayList(u32) = .empty;
        errdefer ends.deinit(allocator);
        try ends.append(allocator, 0);
        for (1..groups.starts.len) |group| {
            const held = groups.starts[group] - groups.starts[ends.getLast()];
            if (held >= size or group == groups.count()) try ends.append(allocator, @intCast(group));
        }
        return ends.toOwnedSlice(allocator);
    }
};
