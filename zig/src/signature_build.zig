//! Builds signatures from the edge store (DESIGN 8): registers where an influencer has more than `listLimit` followers,
//! the sorted list of hashes where not. What lies on disk depends on the sets of followers alone.

const std = @import("std");
const degrees = @import("degrees.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const registers_of = @import("registers.zig");
const signature_files = @import("signature_files.zig");
const Buffer = @import("streams.zig").Buffer;
const lists = @import("lists.zig");
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

/// Small sets first, then registers; hands blocks of them to `sink.writeLists` and `sink.writeRows(report, first, last, rows)`.
/// Rows are folded in `sink.roomFor(first, scratch)`: in the scratch given, or where they are to stay.
pub fn fold(job: *const Job, network: *const Network, layout: *const signature_files.Layout, sink: anytype) Error!void {
    try lists.collect(job, network, layout, sink);
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
        scratch.* = try .init(layout.register_count, network.samples.len);
        made += 1;
    }
    const work: Work = .{ .job = job, .network = network, .layout = layout, .streams = &streams, .sink = sink, .scratches = scratches };
    try networks.scan(job, network, block_size, &work, Work.visit);
}

fn Folding(comptime Sink: type) type {
    return struct {
        job: *const Job,
        network: *const Network,
        layout: *const signature_files.Layout,
        streams: *const Streams,
        sink: Sink,
        scratches: []Scratch,

        fn visit(work: *const @This(), worker: usize, block: networks.Block) Error!void {
            const rows = try work.foldBlock(block.first, block.last, &work.scratches[worker]);
            try work.job.checkStop();
            try work.sink.writeRows(work.job.report, block.first, block.last, rows);
        }

        fn foldBlock(work: *const @This(), first: u32, last: u32, scratch: *Scratch) Error![]const u16 {
            const layout = work.layout;
            const row_count = layout.rows_before[last] - layout.rows_before[first];
            const rows = work.sink.roomFor(first, scratch.rows[0 .. row_count * layout.register_count]);
            if (row_count == 0) return rows;
            try work.streams.turn(first, last, &scratch.buffer);
            for (first..last, 0..) |influencer, position| {
                const next = influencer + ahead;
                if (next < last and layout.isDense(next)) {
                    work.streams.prefetch(position + ahead, layout.follower_counts[next], &scratch.buffer);
                }
                if (!layout.isDense(influencer)) continue;
                const row = (layout.dense_rows[influencer] - layout.rows_before[first]) * layout.register_count;
                const registers = rows[row..][0..layout.register_count];
                // One row at a time: it is in the first cache when the marks come.
                clear(registers);
                try work.streams.foldMarks(position, layout.follower_counts[influencer], registers, &scratch.buffer);
            }
            return rows;
        }
    };
}

/// Empties registers. Volatile, since the compiler would else call its own `memset`, which is several times slower.
fn clear(registers: []u16) void {
    const lanes = 32;
    comptime std.debug.assert(registers_of.count_min % lanes == 0);
    var i: usize = 0;
    while (i < registers.len) : (i += lanes) {
        const part: *volatile @Vector(lanes, u16) = @ptrCast(@alignCast(registers[i..][0..lanes]));
        part.* = @splat(identity.empty);
    }
}

/// Influencers between a request for memory and its use.
const ahead = 2;

/// What one worker needs.
const Scratch = struct {
    rows: []align(64) u16,
    buffer: Buffer,

    fn init(register_count: u32, sample_count: usize) Error!Scratch {
        const rows = try allocator.alignedAlloc(u16, .@"64", block_size * register_count);
        errdefer allocator.free(rows);
        return .{ .rows = rows, .buffer = try .init(sample_count, register_count) };
    }

    fn deinit(scratch: *const Scratch) void {
        scratch.buffer.deinit();
        allocator.free(scratch.rows);
    }
};
