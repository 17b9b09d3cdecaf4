//! Signatures built from mapped samples into memory: the work of `signature_build` without the disk, for benches.

const std = @import("std");
const degrees = @import("degrees.zig");
const jobs = @import("job.zig");
const networks = @import("network.zig");
const signature_build = @import("signature_build.zig");
const signature_files = @import("signature_files.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Network = networks.Network;
const Report = @import("status.zig").Report;
const allocator = jobs.allocator;

pub const Request = struct {
    network: []const u8,
    samples: []const u32,
    registerCount: u32,
    listLimit: u32,
};

/// A network and room for its signatures.
pub const Bench = struct {
    network: Network,
    counts: []u64,
    registers: []align(64) u16,
    list_hashes: []u64,
    register_count: u32,
    list_limit: u32,

    pub fn open(job: *const Job, request: Request) Error!Bench {
        try signature_files.checkParameters(job.report, request.registerCount, request.listLimit);
        const network = try Network.open(job.report, request.network, request.samples, null);
        errdefer network.close();
        const counts = try allocator.alloc(u64, network.influencer_count);
        errdefer allocator.free(counts);
        try degrees.count(job, &network, counts);
        const layout: signature_files.Layout = try .init(counts, request.registerCount, request.listLimit);
        defer layout.deinit();
        const registers = try allocator.alignedAlloc(u16, .@"64", layout.counts.denseCount * request.registerCount);
        errdefer allocator.free(registers);
        return .{
            .network = network,
            .counts = counts,
            .registers = registers,
            .list_hashes = try allocator.alloc(u64, layout.list_offsets[counts.len]),
            .register_count = request.registerCount,
            .list_limit = request.listLimit,
        };
    }

    pub fn close(bench: *const Bench) void {
        bench.network.close();
        allocator.free(bench.counts);
        allocator.free(bench.registers);
        allocator.free(bench.list_hashes);
    }

    /// All of it: count, lay out, fold.
    pub fn run(bench: *const Bench, job: *const Job) Error!signature_files.Counts {
        try degrees.count(job, &bench.network, bench.counts);
        const layout: signature_files.Layout = try .init(bench.counts, bench.register_count, bench.list_limit);
        defer layout.deinit();
        const memory: Memory = .{ .layout = &layout, .bench = bench };
        try signature_build.fold(job, &bench.network, &layout, &memory);
        return layout.counts;
    }

    /// XXH3-64 of registers and lists.
    pub fn digest(bench: *const Bench) u64 {
        const registers = std.hash.XxHash3.hash(0, std.mem.sliceAsBytes(bench.registers));
        return std.hash.XxHash3.hash(registers, std.mem.sliceAsBytes(bench.list_hashes));
    }
};

const Memory = struct {
    layout: *const signature_files.Layout,
    bench: *const Bench,

    /// Rows are folded where they stay.
    pub fn roomFor(memory: *const Memory, first: usize, scratch: []align(64) u16) []align(64) u16 {
        const row = @as(usize, memory.layout.rows_before[first]) * memory.layout.register_count;
        return @alignCast(memory.bench.registers[row..][0..scratch.len]);
    }

    pub fn writeRows(_: *const Memory, _: *Report, _: usize, _: usize, _: []const u16) Error!void {}

    pub fn writeLists(memory: *const Memory, _: *Report, first: usize, _: usize, hashes: []const u64) Error!void {
        @memcpy(memory.bench.list_hashes[memory.layout.list_offsets[first]..][0..hashes.len], hashes);
    }
};
