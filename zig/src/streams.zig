//! Walks over influencers one after the other and, for each, over its slices in all samples.
//!
//! One influencer's registers stay in the first cache that way, and each sample is a stream of its own: what the next influencer
//! needs of it is asked for ahead. Slices are short (14 marks at 700,000 influencers, 100 samples, a billion edges), so a loop over
//! each would be one mispredicted branch after the other: they are first copied together in vectors of fixed width.

const std = @import("std");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const registers_of = @import("registers.zig");
const Error = jobs.Error;
const Network = networks.Network;
const Report = @import("status.zig").Report;
const allocator = jobs.allocator;

/// Slices longer than this on average are read where they are.
const slice_max = 64;
/// Room behind what is copied, for the part of a vector that does not count.
const padding = slice_max * 2;
/// Influencers that are looked at together: the bounds of all their slices fit the second cache.
pub const block_size = 256;

/// Marks of a cache line, and lanes of a vector of them.
const line = 16;

const Stream = struct {
    marks: [*]const u32,
    edge_count: u32,

    /// The part of a long slice that is read when the processor does not see yet that it goes on.
    inline fn prefetchMarks(stream: *const Stream, from: u32) void {
        inline for (0..8) |l| @prefetch(stream.marks + from + l * line, .{ .locality = 2 });
    }
};

pub const Streams = struct {
    network: *const Network,
    report: *Report,
    streams: []const Stream,

    pub fn init(network: *const Network, report: *Report) Error!Streams {
        const streams = try allocator.alloc(Stream, network.samples.len);
        for (streams, network.samples) |*stream, *sample| {
            stream.* = .{ .marks = sample.marks.items.ptr, .edge_count = @intCast(sample.marks.items.len) };
        }
        return .{ .network = network, .report = report, .streams = streams };
    }

    pub fn deinit(streams: *const Streams) void {
        allocator.free(streams.streams);
    }

    /// Turns the offsets of influencers [first, last) round: all samples of an influencer stand together. Files begin at pages, so the same place in a
    /// hundred of them would fall into the same few lines of the first cache. Checks every slice.
    pub fn turn(streams: *const Streams, first: u32, last: u32, buffer: *Buffer) Error!void {
        const stream_count = streams.streams.len;
        for (streams.network.samples, 0..) |*sample, i| {
            const offsets = sample.offsets.items[first .. last + 1];
            var before: u32 = offsets[0];
            var ascending = true;
            for (offsets, 0..) |offset, influencer| {
                ascending = ascending and before <= offset;
                before = offset;
                buffer.bounds[influencer * stream_count + i] = offset;
            }
            if (!ascending or before > streams.streams[i].edge_count) return streams.changed(i);
        }
    }

    /// Folds all `count` marks of an influencer, by its position among those turned.
    pub fn foldMarks(streams: *const Streams, position: usize, count: u64, registers: []u16, buffer: *Buffer) Error!void {
        const slices = buffer.slicesOf(position);
        if (count <= buffer.marks.len - padding) {
            return registers_of.fold(registers, try streams.copyMarks(slices, count, buffer.marks));
        }
        var progress: registers_of.Progress = .{};
        for (streams.streams, slices.from, slices.to, 0..) |*stream, from, to, i| {
            if (i + 2 < streams.streams.len) streams.streams[i + 2].prefetchMarks(slices.from[i + 2]);
            registers_of.foldAscending(registers, stream.marks[from..to], &progress);
        }
    }

    /// Copies the slices together.
    fn copyMarks(streams: *const Streams, slices: Slices, count: u64, out: []u32) Error![]const u32 {
        const vectors = vectorsFor(count, streams.streams.len);
        const width = vectors * line;
        var at: usize = 0;
        for (streams.streams, slices.from, slices.to, 0..) |*stream, from, to, i| {
            const length = to - from;
            if (at + length > count) return streams.changed(i);
            const marks = stream.marks + from;
            if (length <= width and from + width <= stream.edge_count) {
                for (0..vectors) |v| out[at..][v * line ..][0..line].* = marks[v * line ..][0..line].*;
            } else {
                @memcpy(out[at..][0..length], marks[0..length]);
            }
            at += length;
        }
        return out[0..at];
    }

    /// Asks for what an influencer with `count` followers will need soon.
    pub fn prefetch(streams: *const Streams, position: usize, count: u64, buffer: *const Buffer) void {
        const slices = buffer.slicesOf(position);
        const lines = count / @max(1, streams.streams.len) / line + 2;
        if (lines > slice_max / line) return;
        for (streams.streams, slices.from) |*stream, from| {
            for (0..lines) |l| @prefetch(stream.marks + from + l * line, .{ .locality = 2 });
        }
    }

    fn changed(streams: *const Streams, i: usize) Error {
        @branchHint(.cold);
        return streams.network.samples[i].corrupt(streams.network, streams.report, "by_influencer_offsets.npy", 0, "it changed while it was read", .{});
    }
};

/// Vectors that nearly every slice fits in, four deviations above the mean: the branch that says otherwise is seldom taken.
fn vectorsFor(count: u64, slice_count: usize) usize {
    const mean = count / @max(1, slice_count);
    const wide = mean + 4 * std.math.sqrt(mean + 1);
    return std.math.clamp(wide / line + 1, 1, padding / line);
}

/// Where the slices of one influencer begin and end, sample after sample.
const Slices = struct { from: []const u32, to: []const u32 };

/// What one worker copies slices into.
pub const Buffer = struct {
    /// Shape (block_size + 1, samples).
    bounds: []u32,
    slice_count: usize,
    marks: []u32,

    pub fn init(slice_count: usize, register_count: u32) Error!Buffer {
        const bounds = try allocator.alloc(u32, (block_size + 1) * slice_count);
        errdefer allocator.free(bounds);
        // Past eight marks a register, reading in place and stopping early is better.
        const marks = try allocator.alloc(u32, @min(slice_count * slice_max, register_count * 8) + padding);
        return .{ .bounds = bounds, .slice_count = slice_count, .marks = marks };
    }

    pub fn deinit(buffer: *const Buffer) void {
        allocator.free(buffer.bounds);
        allocator.free(buffer.marks);
    }

    fn slicesOf(buffer: *const Buffer, position: usize) Slices {
        const count = buffer.slice_count;
        return .{ .from = buffer.bounds[position * count ..][0..count], .to = buffer.bounds[(position + 1) * count ..][0..count] };
    }
};
