//! From influencer key to influencer index: an open-addressing table made for being asked about many keys at once.

const std = @import("std");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const allocator = jobs.allocator;

/// Answer for a key that the table does not hold.
pub const none: u32 = std.math.maxInt(u32);

pub const KeyIndex = struct {
    places: []Place,

    const Place = struct { key: u64, index: u32 };

    /// `keys` are distinct; `indexes` are below `none`.
    pub fn init(keys: []const u64, indexes: []const u32) jobs.Error!KeyIndex {
        const size = std.math.ceilPowerOfTwoAssert(usize, @max(16, keys.len * 2));
        const places = try allocator.alloc(Place, size);
        @memset(places, .{ .key = 0, .index = none });
        const table: KeyIndex = .{ .places = places };
        for (keys, indexes) |key, index| {
            var place = table.home(key);
            while (places[place].index != none) place = (place + 1) & (size - 1);
            places[place] = .{ .key = key, .index = index };
        }
        return table;
    }

    pub fn deinit(table: *const KeyIndex) void {
        allocator.free(table.places);
    }

    /// Brings the place of a key that will be asked for soon into the cache.
    pub inline fn prefetch(table: *const KeyIndex, key: u64) void {
        @prefetch(&table.places[table.home(key)], .{});
    }

    pub inline fn find(table: *const KeyIndex, key: u64) u32 {
        var place = table.home(key);
        while (true) : (place = (place + 1) & (table.places.len - 1)) {
            const found = table.places[place];
            if (found.index == none or found.key == key) return found.index;
        }
    }

    inline fn home(table: *const KeyIndex, key: u64) usize {
        return identity.mix(key) & (table.places.len - 1);
    }
};

test "find() knows what was put in, zero too" {
    const table: KeyIndex = try .init(&.{ 0, 5, 1 << 60 }, &.{ 7, 8, 9 });
    defer table.deinit();
    try std.testing.expectEqual(7, table.find(0));
    try std.testing.expectEqual(9, table.find(1 << 60));
    try std.testing.expectEqual(none, table.find(6));
}
