//! Reads the edge store by follower: who each person follows.

const files = @import("files.zig");
const jobs = @import("job.zig");
const folderName = @import("sample_store.zig").folderName;
const sample_count_max = @import("sample_store.zig").sample_count_max;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Some samples of a network generation, mapped.
pub const Follows = struct {
    samples: []Sample,
    follower_count: u64 = 0,
    edge_count: u64 = 0,
    /// Most follows of one person.
    follows_max: usize = 0,

    pub const Sample = struct { number: u32, offsets: files.Array(u32), influencers: files.Array(u32) };

    /// Every offset and index of what is opened may be relied on.
    pub fn open(job: *const Job, network: []const u8, numbers: []const u32, influencer_count: usize) Error!Follows {
        for (numbers, 0..) |number, i| {
            if (number >= sample_count_max or (i > 0 and numbers[i - 1] >= number)) {
                return job.report.fail(error.InvalidArgument, network, 0, "sample numbers must ascend and be below {d}, found {d}", .{ sample_count_max, number });
            }
        }
        var store: Follows = .{ .samples = try allocator.alloc(Sample, numbers.len) };
        var opened: usize = 0;
        errdefer {
            for (store.samples[0..opened]) |*sample| closeSample(sample);
            allocator.free(store.samples);
        }
        for (numbers, store.samples) |number, *sample| {
            sample.* = try openSample(job, network, number);
            opened += 1;
            store.follower_count += sample.offsets.items.len - 1;
            store.edge_count += sample.influencers.items.len;
            store.follows_max = @max(store.follows_max, try checkOffsets(job, network, sample));
            try checkInfluencers(job, network, sample, influencer_count);
        }
        return store;
    }

    fn openSample(job: *const Job, network: []const u8, number: u32) Error!Sample {
        var buffer: [32]u8 = undefined;
        const name = folderName(number, &buffer);
        const offsets = try files.Array(u32).open(job.report, &.{ network, name, offsets_name }, 1);
        errdefer offsets.close();
        return .{ .number = number, .offsets = offsets, .influencers = try .open(job.report, &.{ network, name, influencers_name }, 1) };
    }

    fn checkOffsets(job: *const Job, network: []const u8, sample: *const Sample) Error!usize {
        const offsets = sample.offsets.items;
        const edges = sample.influencers.items.len;
        if (offsets.len == 0 or offsets[0] != 0 or offsets[offsets.len - 1] != edges) {
            return corrupt(job, network, sample.number, offsets_name, 0, "offsets must run from 0 to {d}", .{edges});
        }
        var most: usize = 0;
        for (offsets[0 .. offsets.len - 1], offsets[1..], 1..) |from, to, i| {
            if (from > to) {
                return corrupt(job, network, sample.number, offsets_name, sample.offsets.offsetOf(i), "offsets must ascend to {d}, found {d} after {d}", .{ edges, to, from });
            }
            most = @max(most, to - from);
        }
        return most;
    }

    fn checkInfluencers(job: *const Job, network: []const u8, sample: *const Sample, count: usize) Error!void {
        for (sample.influencers.items, 0..) |influencer, i| {
            if (influencer >= count) {
                return corrupt(job, network, sample.number, influencers_name, sample.influencers.offsetOf(i), "needed an influencer below {d}, found {d}", .{ count, influencer });
            }
        }
    }

    fn corrupt(job: *const Job, network: []const u8, number: u32, file: []const u8, offset: u64, comptime reason: []const u8, arguments: anytype) Error {
        var buffer: [32]u8 = undefined;
        const path = try files.Path.join(job.report, &.{ network, folderName(number, &buffer), file });
        return job.report.fail(error.CorruptFile, path.text(), offset, reason, arguments);
    }

    /// The first samples that together hold so many people, and how many edges they hold.
    pub fn head(store: *const Follows, followers_min: u64) struct { samples: usize, edges: u64 } {
        var followers: u64 = 0;
        var edges: u64 = 0;
        for (store.samples, 1..) |*sample, count| {
            followers += sample.offsets.items.len - 1;
            edges += sample.influencers.items.len;
            if (followers >= followers_min) return .{ .samples = count, .edges = edges };
        }
        return .{ .samples = store.samples.len, .edges = edges };
    }

    pub fn close(store: *const Follows) void {
        for (store.samples) |*sample| closeSample(sample);
        allocator.free(store.samples);
    }

    fn closeSample(sample: *const Sample) void {
        sample.offsets.close();
        sample.influencers.close();
    }

    const offsets_name = "by_follower_offsets.npy";
    const influencers_name = "by_follower_influencers.npy";
};
