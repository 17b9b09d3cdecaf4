//! Random order from a seed, the same in Zig and in the TypeScript twin: mulberry32, whose steps are 32-bit.

pub const Random = struct {
    state: u32,

    /// Another sequence for every pair of seed and stream.
    pub fn init(seed: u64, stream: u32) Random {
        var random: Random = .{ .state = @truncate(seed) };
        random.state = random.next() ^ @as(u32, @truncate(seed >> 32));
        random.state = random.next() ^ stream;
        random.state = random.next();
        return random;
    }

    pub fn next(random: *Random) u32 {
        random.state +%= 0x6d2b79f5;
        var mixed = (random.state ^ (random.state >> 15)) *% (random.state | 1);
        mixed ^= mixed +% ((mixed ^ (mixed >> 7)) *% (mixed | 61));
        return mixed ^ (mixed >> 14);
    }

    pub fn shuffle(random: *Random, items: []u32) void {
        var left = items.len;
        while (left > 1) : (left -= 1) {
            const drawn: usize = @intCast(@as(u64, random.next()) * left >> 32);
            const kept = items[left - 1];
            items[left - 1] = items[drawn];
            items[drawn] = kept;
        }
    }
};
