//! Merges signatures of disjoint samples: minimum of registers, union of lists (promoted past the limit), sum of counts.

const std = @import("std");
const hash_sort = @import("hash_sort.zig");
const identity = @import("identity.zig");
const jobs = @import("job.zig");
const registers_of = @import("registers.zig");
const signature_files = @import("signature_files.zig");
const Signatures = @import("signatures.zig").Signatures;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

pub const Request = struct {
    inputs: []const []const u8,
    registerCount: u32,
    listLimit: u32,
    influencerCount: u32,
    folder: []const u8,
    threads: u32,
};

pub const Answer = signature_files.Counts;

pub fn merge(job: *const Job, request: Request) Error!Answer {
    try signature_files.checkParameters(job.report, request.registerCount, request.listLimit);
    const inputs = try allocator.alloc(Signatures, request.inputs.len);
    var opened: usize = 0;
    defer {
        for (inputs[0..opened]) |*input| input.close();
        allocator.free(inputs);
    }
    for (request.inputs, inputs) |folder, *input| {
        input.* = try Signatures.open(job.report, folder);
        opened += 1;
        if (input.register_count != request.registerCount or input.influencer_count != request.influencerCount) {
            return job.report.fail(error.InvalidArgument, folder, 0, "needed {d} registers of {d} influencers, found {d} of {d}", .{ request.registerCount, request.influencerCount, input.register_count, input.influencer_count });
        }
    }
    job.start(request.influencerCount);
    const counts = try allocator.alloc(u64, request.influencerCount);
    defer allocator.free(counts);
    @memset(counts, 0);
    for (inputs) |*input| {
        for (counts, input.follower_counts.items) |*count, more| count.* +|= more;
    }
    const layout: signature_files.Layout = try .init(counts, request.registerCount, request.listLimit);
    defer layout.deinit();
    const writer: signature_files.Writer = try .create(job.report, request.folder, &layout);
    defer writer.close();
    const work: Work = .{ .job = job, .inputs = inputs, .layout = &layout, .writer = &writer };
    const blocks = std.math.divCeil(usize, counts.len, block_size) catch unreachable;
    try job.forEach(blocks, &work, Work.block);
    return layout.counts;
}

/// Influencers merged and written at a time.
const block_size = 256;

const Work = struct {
    job: *const Job,
    inputs: []const Signatures,
    layout: *const signature_files.Layout,
    writer: *const signature_files.Writer,

    fn block(work: *const Work, _: usize, item: usize) Error!void {
        const layout = work.layout;
        const first = item * block_size;
        const last = @min(first + block_size, layout.follower_counts.len);
        const rows = try allocator.alloc(u16, (layout.rows_before[last] - layout.rows_before[first]) * layout.register_count);
        defer allocator.free(rows);
        const lists = try allocator.alloc(u64, layout.list_offsets[last] - layout.list_offsets[first]);
        defer allocator.free(lists);
        @memset(rows, identity.empty);
        for (first..last) |influencer| {
            if (layout.isDense(influencer)) {
                const row = layout.dense_rows[influencer] - layout.rows_before[first];
                work.mergeRow(influencer, rows[row * layout.register_count ..][0..layout.register_count]);
            } else {
                const from = layout.list_offsets[influencer] - layout.list_offsets[first];
                try work.mergeList(influencer, lists[from..][0..layout.follower_counts[influencer]]);
            }
        }
        try work.writer.writeRows(work.job.report, first, last, rows);
        try work.writer.writeLists(work.job.report, first, last, lists);
        work.job.advance(last - first);
    }

    fn mergeRow(work: *const Work, influencer: usize, registers: []u16) void {
        for (work.inputs) |*input| {
            switch (input.get(influencer)) {
                .registers => |others| registers_of.merge(registers, others),
                .list => |hashes| registers_of.foldHashes(registers, hashes),
            }
        }
    }

    fn mergeList(work: *const Work, influencer: usize, hashes: []u64) Error!void {
        var at: usize = 0;
        for (work.inputs) |*input| {
            const found = switch (input.get(influencer)) {
                .list => |list| list,
                .registers => return work.badCount(input, influencer, "it has registers though its followers would fit into a list"),
            };
            if (found.len > hashes.len - at) return work.badCount(input, influencer, "its list is longer than its follower count");
            @memcpy(hashes[at..][0..found.len], found);
            at += found.len;
        }
        if (at != hashes.len) return work.badCount(&work.inputs[0], influencer, "its lists are shorter than its follower counts");
        var sorting: hash_sort.Scratch = undefined;
        hash_sort.sort(hashes, &sorting);
        for (hashes[0..hashes.len -| 1], hashes[@min(1, hashes.len)..]) |a, b| {
            if (a == b) return work.badCount(&work.inputs[0], influencer, "a follower stands in more than one part");
        }
    }

    fn badCount(work: *const Work, input: *const Signatures, influencer: usize, reason: []const u8) Error {
        return work.job.report.fail(error.CorruptFile, input.folder, input.follower_counts.offsetOf(influencer), "influencer {d}: {s}", .{ influencer, reason });
    }
};
