//! Reads the edge store, and the one scan over it that signatures, degrees and all later counts go through.

const std = @import("std");
const files = @import("files.zig");
const jobs = @import("job.zig");
const folderName = @import("sample_store.zig").folderName;
const sample_count_max = @import("sample_store.zig").sample_count_max;
const Error = jobs.Error;
const Job = jobs.Job;
const Report = @import("status.zig").Report;
const allocator = jobs.allocator;

/// Arrays by influencer of one sample. Offsets are believed only through `slice()`.
pub const Sample = struct {
    number: u32,
    offsets: files.Array(u32),
    followers: files.Array(u32),
    marks: files.Array(u32),
    hashes: files.Array(u64),

    /// Positions [from, to) of the edges of influencers [first, last).
    pub inline fn slice(sample: *const Sample, network: *const Network, report: *Report, first: usize, last: usize) Error!Slice {
        const from = sample.offsets.items[first];
        const to = sample.offsets.items[last];
        if (from > to or to > sample.followers.items.len) {
            @branchHint(.cold);
            return sample.badOffsets(network, report, first, last);
        }
        return .{ .from = from, .to = to };
    }

    fn badOffsets(sample: *const Sample, network: *const Network, report: *Report, first: usize, last: usize) Error {
        return sample.corrupt(network, report, "by_influencer_offsets.npy", sample.offsets.offsetOf(first), "offsets must ascend to at most {d}, found {d} and {d}", .{
            sample.followers.items.len, sample.offsets.items[first], sample.offsets.items[last],
        });
    }

    /// Notes what is wrong with a file of this sample.
    pub fn corrupt(
        sample: *const Sample,
        network: *const Network,
        report: *Report,
        name: []const u8,
        offset: u64,
        comptime reason: []const u8,
        arguments: anytype,
    ) Error {
        var buffer: [32]u8 = undefined;
        const path = try files.Path.join(report, &.{ network.folder, folderName(sample.number, &buffer), name });
        return report.fail(error.CorruptFile, path.text(), offset, reason, arguments);
    }

    fn open(report: *Report, folder: []const u8, number: u32, influencer_count: ?u32) Error!Sample {
        var buffer: [32]u8 = undefined;
        const name = folderName(number, &buffer);
        const offsets = try files.Array(u32).open(report, &.{ folder, name, "by_influencer_offsets.npy" }, 1);
        errdefer offsets.close();
        const followers = try files.Array(u32).open(report, &.{ folder, name, "by_influencer_followers.npy" }, 1);
        errdefer followers.close();
        const marks = try files.Array(u32).open(report, &.{ folder, name, "by_influencer_marks.npy" }, 1);
        errdefer marks.close();
        const hashes = try files.Array(u64).open(report, &.{ folder, name, "follower_hashes.npy" }, 1);
        errdefer hashes.close();

        const edges = followers.items.len;
        const needed = if (influencer_count) |count| @as(usize, count) + 1 else std.math.clamp(offsets.items.len, 1, std.math.maxInt(u32));
        if (offsets.items.len != needed) {
            const path = try files.Path.join(report, &.{ folder, name, "by_influencer_offsets.npy" });
            return report.fail(error.CorruptFile, path.text(), 0, "needed {d} offsets, found {d}", .{ needed, offsets.items.len });
        }
        if (marks.items.len != edges) {
            const path = try files.Path.join(report, &.{ folder, name, "by_influencer_marks.npy" });
            return report.fail(error.CorruptFile, path.text(), 0, "needed one mark for each of {d} edges, found {d}", .{ edges, marks.items.len });
        }
        if (offsets.items[0] != 0 or offsets.items[needed - 1] != edges) {
            const path = try files.Path.join(report, &.{ folder, name, "by_influencer_offsets.npy" });
            return report.fail(error.CorruptFile, path.text(), offsets.offsetOf(needed - 1), "offsets must run from 0 to {d}, found {d} to {d}", .{ edges, offsets.items[0], offsets.items[needed - 1] });
        }
        return .{ .number = number, .offsets = offsets, .followers = followers, .marks = marks, .hashes = hashes };
    }

    fn close(sample: *const Sample) void {
        sample.offsets.close();
        sample.followers.close();
        sample.marks.close();
        sample.hashes.close();
    }
};

pub const Slice = struct { from: usize, to: usize };

/// Some samples of a network generation, mapped.
pub const Network = struct {
    folder: []u8,
    influencer_count: u32,
    samples: []Sample,
    edge_count: u64,

    /// Without an `influencer_count` the first sample says how many there are.
    pub fn open(report: *Report, folder: []const u8, numbers: []const u32, influencer_count: ?u32) Error!Network {
        if (influencer_count == std.math.maxInt(u32)) {
            return report.fail(error.InvalidArgument, folder, 0, "needed fewer than 4,294,967,295 influencers", .{});
        }
        const samples = try allocator.alloc(Sample, numbers.len);
        var opened: usize = 0;
        errdefer {
            for (samples[0..opened]) |*sample| sample.close();
            allocator.free(samples);
        }
        var edges: u64 = 0;
        var known = influencer_count;
        for (numbers, 0..) |number, i| {
            if (number >= sample_count_max or (i > 0 and numbers[i - 1] >= number)) {
                return report.fail(error.InvalidArgument, folder, 0, "sample numbers must ascend and be below {d}, found {d}", .{ sample_count_max, number });
            }
            samples[i] = try Sample.open(report, folder, number, known);
            opened += 1;
            known = @intCast(samples[i].offsets.items.len - 1);
            edges += samples[i].followers.items.len;
        }
        return .{
            .folder = try allocator.dupe(u8, folder),
            .influencer_count = known orelse 0,
            .samples = samples,
            .edge_count = edges,
        };
    }

    pub fn close(network: *const Network) void {
        for (network.samples) |*sample| sample.close();
        allocator.free(network.samples);
        allocator.free(network.folder);
    }
};

/// A run of influencers [first, last) to be looked at in all samples.
pub const Block = struct { number: usize, first: u32, last: u32 };

/// The scan: `visit(context, worker, block)` for blocks of `block_size` influencers, on all threads; counts edges as progress.
pub fn scan(
    job: *const Job,
    network: *const Network,
    block_size: u32,
    context: anytype,
    comptime visit: fn (@TypeOf(context), worker: usize, block: Block) Error!void,
) Error!void {
    const Scan = struct {
        job: *const Job,
        network: *const Network,
        block_size: u32,
        context: @TypeOf(context),

        fn one(self: *const @This(), worker: usize, item: usize) Error!void {
            const first: u32 = @intCast(item * self.block_size);
            const last: u32 = @min(self.network.influencer_count, first +| self.block_size);
            try visit(self.context, worker, .{ .number = item, .first = first, .last = last });
            var edges: u64 = 0;
            for (self.network.samples) |*sample| {
                const slice = try sample.slice(self.network, self.job.report, first, last);
                edges += slice.to - slice.from;
            }
            self.job.advance(edges);
        }
    };
    const blocks = std.math.divCeil(usize, network.influencer_count, block_size) catch unreachable;
    const self: Scan = .{ .job = job, .network = network, .block_size = block_size, .context = context };
    try job.forEach(blocks, &self, Scan.one);
}
