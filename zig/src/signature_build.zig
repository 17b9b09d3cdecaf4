//! Builds signatures from the edge store (DESIGN 8): registers where an influencer has more than `listLimit` followers,
//! the sorted list of hashes where not. What lies on disk depends on the sets of followers alone.

const std = @import("std");
const degrees = @import("degrees.zig");
const hash_sort = @import("hash_sort.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const signature_files = @import("signature_files.zig");
const Buffer = @import("streams.zig").Buffer;
const Streams = @import("streams.zig").Streams;
const block_size = @import("streams.zig").block_size;
const Error = jobs.Error;
const Job = jobs.Job;
const Network = networks.Network;
const allocator = jobs.allocator;

pub const Request = struct {
    network: []const u8,
    samples: []const u32,
    influencerCount: u32,
    registerCount: u32,
    listLimit: u32,
    folder: []const u8,
    threads: u32,
};

pub const Answer = signature_files.Counts;

pub fn build(job: *const Job, request: Request) Error!Answer {
    try signature_files.checkParameters(job.report, request.registerCount, request.listLimit);
    const network = try Network.open(job.report, request.network, request.samples, request.influencerCount);
    defer network.close();
    // One scan counts, one folds.
    job.start(network.edge_count * 2);
    const counts = try allocator.alloc(u64, network.influencer_count);
    defer allocator.free(counts);
    try degrees.count(job, &network, counts);

    const layout: signature_files.Layout = try .init(counts, request.registerCount, request.listLimit);
    defer layout.deinit();
    const writer: signature_files.Writer = try .create(job.report, request.folder, &layout);
    defer writer.close();
    try fold(job, &network, &layout, &writer);
    return layout.counts;
}

/// Folds all edges and hands each block of influencers to `sink.write(report, first, last, rows, lists)`.
pub fn fold(job: *const Job, network: *const Network, layout: *const signature_files.Layout, sink: anytype) Error!void {
    const Work = Folding(@TypeOf(sink));
    const streams: Streams = try .init(network, job.report);
    defer streams.deinit();
    const scratches = try allocator.alloc(Scratch, job.workerCount());
    var made: usize = 0;
    defer {
        for (scratches[0..made]) |*scratch| scratch.deinit();
        allocator.free(scratches);
    }
    for (scratches) |*scratch| {
        scratch.* = try .init(layout, network.samples.len);
        made += 1;
    }
    const work: Work = .{ .job = job, .layout = layout, .streams = &streams, .sink = sink, .scratches = scratches };
    try networks.scan(job, network, block_size, &work, Work.visit);
}

fn Folding(comptime Sink: type) type {
    return struct {
        job: *const Job,
        layout: *const signature_files.Layout,
        streams: *const Streams,
        sink: Sink,
        scratches: []Scratch,

        fn visit(work: *const @This(), worker: usize, block: networks.Block) Error!void {
            const layout = work.layout;
            const scratch = &work.scratches[worker];
            const rows = scratch.rows[0 .. (layout.rows_before[block.last] - layout.rows_before[block.first]) * layout.register_count];
            const lists = scratch.lists[0 .. layout.list_offsets[block.last] - layout.list_offsets[block.first]];
            @memset(rows, identity.empty);
            try work.streams.turn(block, &scratch.buffer);
            for (block.first..block.last, 0..) |influencer, position| {
                if (influencer + 1 < block.last) work.prefetch(influencer + 1, position + 1, scratch);
                const count = layout.follower_counts[influencer];
                if (layout.isDense(influencer)) {
                    const row = (layout.dense_rows[influencer] - layout.rows_before[block.first]) * layout.register_count;
                    const registers = rows[row..][0..layout.register_count];
                    try work.streams.foldMarks(position, count, registers, &scratch.buffer);
                } else {
                    const from = layout.list_offsets[influencer] - layout.list_offsets[block.first];
                    const list = lists[from..][0..count];
                    try work.streams.gatherHashes(position, list, &scratch.buffer);
                    hash_sort.sort(list, &scratch.sorting);
                }
            }
            try work.job.checkStop();
            try work.sink.write(work.job.report, block.first, block.last, rows, lists);
        }

        fn prefetch(work: *const @This(), influencer: usize, position: usize, scratch: *const Scratch) void {
            const count = work.layout.follower_counts[influencer];
            work.streams.prefetch(position, count, work.layout.isDense(influencer), &scratch.buffer);
        }
    };
}

/// What one worker needs.
const Scratch = struct {
    rows: []u16,
    lists: []u64,
    buffer: Buffer,
    sorting: hash_sort.Scratch = undefined,

    fn init(layout: *const signature_files.Layout, sample_count: usize) Error!Scratch {
        const rows = try allocator.alloc(u16, block_size * layout.register_count);
        errdefer allocator.free(rows);
        const lists = try allocator.alloc(u64, block_size * layout.list_limit);
        errdefer allocator.free(lists);
        return .{ .rows = rows, .lists = lists, .buffer = try .init(sample_count, layout.register_count, layout.list_limit) };
    }

    fn deinit(scratch: *const Scratch) void {
        scratch.buffer.deinit();
        allocator.free(scratch.rows);
        allocator.free(scratch.lists);
    }
};
