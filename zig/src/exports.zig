//! The C interface of the library. Translates only: every idea has its own file.
//!
//! Each operation takes a request in JSON, a control block and a buffer for its response, and returns a `Status`.
//! Long ones are called without blocking; no buffer is kept after the return. `core/kernel/native/_symbols.ts` says the same again.

const std = @import("std");
const bench_read = @import("bench_read.zig");
const bench_signatures = @import("bench_signatures.zig");
const checksums = @import("checksum.zig");
const degrees = @import("degrees.zig");
const expand = @import("expand.zig");
const graphs = @import("graph.zig");
const identity = @import("identity.zig");
const interests = @import("interests.zig");
const jobs = @import("job.zig");
const layouts = @import("layout.zig");
const leiden = @import("leiden.zig");
const merge = @import("merge.zig");
const neighbours = @import("neighbours.zig");
const networks = @import("network.zig");
const oracle = @import("oracle.zig");
const pairs = @import("pairs.zig");
const rank = @import("rank.zig");
const regions = @import("regions.zig");
const rows = @import("rows.zig");
const samples = @import("samples.zig");
const signature_build = @import("signature_build.zig");
const Signatures = @import("signatures.zig").Signatures;
const Status = @import("status.zig").Status;
const Call = @import("call.zig").Call;
const arrayOf = @import("call.zig").arrayOf;
const constArrayOf = @import("call.zig").constArrayOf;
const Control = jobs.Control;
const Error = jobs.Error;
const Job = jobs.Job;

/// A broken promise of ours: says which and ends the process. Without it the library would carry a debugger's worth of code.
pub const panic = std.debug.FullPanic(struct {
    fn end(message: []const u8, _: ?usize) noreturn {
        for ([_][]const u8{ "asterism: ", message, "\n" }) |part| _ = std.c.write(2, part.ptr, part.len);
        std.c.abort();
    }
}.end);

/// Raised whenever a symbol changes.
export fn asterism_abi_version() u32 {
    return 5;
}

/// Copies what `influencer_keys` or `checksum_file` handed out and frees it; a null `out` only frees.
export fn asterism_take(address: u64, count: u32, out: ?[*]u64) void {
    if (count == 0) return;
    const items = @as([*]u64, @ptrFromInt(address))[0..count];
    if (out) |to| @memcpy(to[0..count], items);
    jobs.allocator.free(items);
}

/// Keys of account ids that stand in `text` one after the other; `ends[i]` is where the i-th ends.
export fn asterism_account_keys(text: ?[*]const u8, text_size: u32, ends: ?[*]const u32, count: u32, keys: ?[*]u64) Status {
    const bytes = constArrayOf(u8, text, text_size) orelse return .invalid_argument;
    const stops = constArrayOf(u32, ends, count) orelse return .invalid_argument;
    const out = arrayOf(u64, keys, count) orelse return .invalid_argument;
    var start: u32 = 0;
    for (stops, out) |end, *key| {
        if (end < start or end > bytes.len) return .invalid_argument;
        key.* = identity.followerKey(bytes[start..end]);
        start = end;
    }
    return .ok;
}

/// `handed` receives address and count of the keys, for `asterism_take`.
export fn asterism_influencer_keys(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const Request = struct { rowFiles: []const []const u8, threads: u32 };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, out, struct {
        fn body(job: *const Job, asked: Request, result: *[2]u64) Error!void {
            const keys = try rows.influencerKeys(job, asked.rowFiles);
            result.* = .{ @intFromPtr(keys.ptr), keys.len };
        }
    }.body);
}

export fn asterism_build_samples(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, keys: ?[*]const u64, indexes: ?[*]const u32, count: u32) Status {
    const Dictionary = struct { keys: []const u64, indexes: []const u32 };
    const dictionary: Dictionary = .{
        .keys = constArrayOf(u64, keys, count) orelse return .invalid_argument,
        .indexes = constArrayOf(u32, indexes, count) orelse return .invalid_argument,
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(samples.Request, dictionary, struct {
        fn body(job: *const Job, asked: samples.Request, known: Dictionary) Error!samples.Answer {
            return samples.build(job, asked, known.keys, known.indexes);
        }
    }.body);
}

export fn asterism_build_signatures(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32) Status {
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(signature_build.Request, {}, struct {
        fn body(job: *const Job, asked: signature_build.Request, _: void) Error!signature_build.Answer {
            return signature_build.build(job, asked);
        }
    }.body);
}

export fn asterism_merge_signatures(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32) Status {
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(merge.Request, {}, struct {
        fn body(job: *const Job, asked: merge.Request, _: void) Error!merge.Answer {
            return merge.merge(job, asked);
        }
    }.body);
}

export fn asterism_count_followers(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, counts: ?[*]u64, count: u32) Status {
    const out = arrayOf(u64, counts, count) orelse return .invalid_argument;
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(degrees.Request, out, degrees.countFollowers);
}

export fn asterism_build_neighbours(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32) Status {
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(neighbours.Request, {}, struct {
        fn body(job: *const Job, asked: neighbours.Request, _: void) Error!neighbours.Answer {
            return neighbours.build(job, asked);
        }
    }.body);
}

/// `weights` and `within` may be empty. `communities` receives one number per node.
export fn asterism_detect_communities(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, offsets: ?[*]const u64, node_count: u32, targets: ?[*]const u32, entry_count: u32, weights: ?[*]const f32, weight_count: u32, within: ?[*]const u32, within_count: u32, communities: ?[*]u32) Status {
    const Arrays = struct { rows: graphs.Rows, within: []const u32, communities: []u32 };
    if (weight_count != 0 and weight_count != entry_count) return .invalid_argument;
    if (within_count != 0 and within_count != node_count) return .invalid_argument;
    if (node_count == std.math.maxInt(u32)) return .invalid_argument;
    const arrays: Arrays = .{
        .rows = .{
            .offsets = constArrayOf(u64, offsets, node_count + 1) orelse return .invalid_argument,
            .neighbours = constArrayOf(u32, targets, entry_count) orelse return .invalid_argument,
            .weights = constArrayOf(f32, weights, weight_count) orelse return .invalid_argument,
        },
        .within = constArrayOf(u32, within, within_count) orelse return .invalid_argument,
        .communities = arrayOf(u32, communities, node_count) orelse return .invalid_argument,
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(leiden.Request, arrays, struct {
        fn body(job: *const Job, asked: leiden.Request, given: Arrays) Error!leiden.Answer {
            return leiden.detect(job, given.rows, given.within, asked, given.communities);
        }
    }.body);
}

/// `weights` may be empty. `places` receives x and y of each node.
export fn asterism_lay_out_graph(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, offsets: ?[*]const u64, node_count: u32, targets: ?[*]const u32, entry_count: u32, weights: ?[*]const f32, weight_count: u32, communities: ?[*]const u32, parts: ?[*]const u32, radii: ?[*]const f32, places: ?[*][2]f32) Status {
    const Arrays = struct { layout: layouts.Layout, places: [][2]f32 };
    if (weight_count != 0 and weight_count != entry_count) return .invalid_argument;
    if (node_count == std.math.maxInt(u32)) return .invalid_argument;
    const arrays: Arrays = .{
        .layout = .{
            .graph = .{
                .offsets = constArrayOf(u64, offsets, node_count + 1) orelse return .invalid_argument,
                .neighbours = constArrayOf(u32, targets, entry_count) orelse return .invalid_argument,
                .weights = constArrayOf(f32, weights, weight_count) orelse return .invalid_argument,
            },
            .community_of = constArrayOf(u32, communities, node_count) orelse return .invalid_argument,
            .part_of = constArrayOf(u32, parts, node_count) orelse return .invalid_argument,
            .radii = constArrayOf(f32, radii, node_count) orelse return .invalid_argument,
        },
        .places = arrayOf([2]f32, places, node_count) orelse return .invalid_argument,
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(layouts.Request, arrays, struct {
        fn body(job: *const Job, _: layouts.Request, given: Arrays) Error!void {
            return layouts.layOut(job, given.layout, given.places);
        }
    }.body);
}

/// `communities[i]` is that of influencer i. `people` and `sums` have room for one number per community.
export fn asterism_measure_interests(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, communities: ?[*]const u32, influencer_count: u32, people: ?[*]u64, sums: ?[*]u64, community_count: u32) Status {
    const Arrays = struct { communities: []const u32, people: []u64, sums: []u64 };
    const arrays: Arrays = .{
        .communities = constArrayOf(u32, communities, influencer_count) orelse return .invalid_argument,
        .people = arrayOf(u64, people, community_count) orelse return .invalid_argument,
        .sums = arrayOf(u64, sums, community_count) orelse return .invalid_argument,
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(interests.Request, arrays, struct {
        fn body(job: *const Job, asked: interests.Request, given: Arrays) Error!interests.Answer {
            return interests.measure(job, asked, given.communities, given.people, given.sums);
        }
    }.body);
}

/// `handed` receives address and count of the block checksums, for `asterism_take`.
export fn asterism_checksum_file(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(checksums.Request, out, struct {
        fn body(job: *const Job, asked: checksums.Request, result: *[2]u64) Error!checksums.Answer {
            var hashes: []u64 = &.{};
            const answer = try checksums.checksum(job, asked, &hashes);
            result.* = .{ @intFromPtr(hashes.ptr), hashes.len };
            return answer;
        }
    }.body);
}

/// `handed` receives the handle, which `asterism_close_signatures` takes back.
export fn asterism_open_signatures(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const Request = struct { folder: []const u8 };
    const Answer = struct { influencerCount: u32, registerCount: u32 };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, out, struct {
        fn body(job: *const Job, asked: Request, result: *[2]u64) Error!Answer {
            const signatures = try jobs.allocator.create(Signatures);
            errdefer jobs.allocator.destroy(signatures);
            signatures.* = try Signatures.open(job.report, asked.folder);
            result.* = .{ @intFromPtr(signatures), 1 };
            return .{ .influencerCount = signatures.influencer_count, .registerCount = signatures.register_count };
        }
    }.body);
}

export fn asterism_close_signatures(handle: u64) void {
    const signatures: *Signatures = @ptrFromInt(handle);
    signatures.close();
    jobs.allocator.destroy(signatures);
}

/// `statistics` has five stretches of `count`: both empty, equal, less, greater, exactly shared.
export fn asterism_compare_pairs(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handle: u64, left: ?[*]const u32, right: ?[*]const u32, statistics: ?[*]u32, count: u32) Status {
    const Request = struct {};
    const Sides = struct { handle: u64, left: []const u32, right: []const u32, out: pairs.Columns };
    const sides: Sides = .{
        .handle = handle,
        .left = constArrayOf(u32, left, count) orelse return .invalid_argument,
        .right = constArrayOf(u32, right, count) orelse return .invalid_argument,
        .out = columnsOf(statistics, count) orelse return .invalid_argument,
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, sides, struct {
        fn body(job: *const Job, _: Request, asked: Sides) Error!void {
            const signatures: *const Signatures = @ptrFromInt(asked.handle);
            try pairs.comparePairs(job, signatures, asked.left, asked.right, asked.out);
        }
    }.body);
}

/// `influencers`, `scores` and each stretch of `statistics` have room for `capacity` entries, the request's limit.
export fn asterism_rank(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handle: u64, mask: ?[*]const u8, mask_size: u32, influencers: ?[*]u32, scores: ?[*]f64, statistics: ?[*]u32, capacity: u32) Status {
    const Room = struct { handle: u64, mask: []const u8, out: rank.Columns };
    const room: Room = .{
        .handle = handle,
        .mask = constArrayOf(u8, mask, mask_size) orelse return .invalid_argument,
        .out = .{
            .influencers = arrayOf(u32, influencers, capacity) orelse return .invalid_argument,
            .scores = arrayOf(f64, scores, capacity) orelse return .invalid_argument,
            .statistics = columnsOf(statistics, capacity) orelse return .invalid_argument,
        },
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(rank.Request, room, struct {
        fn body(job: *const Job, asked: rank.Request, into: Room) Error!rank.Answer {
            if (asked.limit > into.out.influencers.len) return job.report.fail(error.InvalidArgument, "", 0, "no room for {d} entries", .{asked.limit});
            const signatures: *const Signatures = @ptrFromInt(into.handle);
            return rank.rank(job, signatures, asked, into.mask, into.out);
        }
    }.body);
}

/// `handed` receives the handle, which `asterism_close_expansion` takes back.
export fn asterism_open_expansion(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const Request = struct { signatures: []const u8, neighbours: []const u8, threads: u32 };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, out, struct {
        fn body(job: *const Job, asked: Request, result: *[2]u64) Error!void {
            const expansion = try jobs.allocator.create(expand.Expansion);
            errdefer jobs.allocator.destroy(expansion);
            expansion.* = try .open(job, asked.signatures, asked.neighbours);
            result.* = .{ @intFromPtr(expansion), 1 };
        }
    }.body);
}

export fn asterism_close_expansion(handle: u64) void {
    const expansion: *expand.Expansion = @ptrFromInt(handle);
    expansion.close();
    jobs.allocator.destroy(expansion);
}

/// `influencers` and `scores` have room for `capacity` entries, the halves for twice as many; `capacity` is at least the request's limit.
export fn asterism_expand(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handle: u64, seeds: ?[*]const u32, seed_count: u32, mask: ?[*]const u8, mask_size: u32, influencers: ?[*]u32, scores: ?[*]f64, half_scores: ?[*]f64, half_ranks: ?[*]u32, capacity: u32) Status {
    const Room = struct { handle: u64, seeds: []const u32, mask: []const u8, out: expand.Columns };
    if (capacity > std.math.maxInt(u32) / 2) return .invalid_argument;
    const room: Room = .{
        .handle = handle,
        .seeds = constArrayOf(u32, seeds, seed_count) orelse return .invalid_argument,
        .mask = constArrayOf(u8, mask, mask_size) orelse return .invalid_argument,
        .out = .{
            .influencers = arrayOf(u32, influencers, capacity) orelse return .invalid_argument,
            .scores = arrayOf(f64, scores, capacity) orelse return .invalid_argument,
            .half_scores = arrayOf(f64, half_scores, 2 * capacity) orelse return .invalid_argument,
            .half_ranks = arrayOf(u32, half_ranks, 2 * capacity) orelse return .invalid_argument,
        },
    };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(expand.Request, room, struct {
        fn body(job: *const Job, asked: expand.Request, into: Room) Error!expand.Answer {
            const expansion: *expand.Expansion = @ptrFromInt(into.handle);
            return expansion.ask(job, asked, into.seeds, into.mask, into.out);
        }
    }.body);
}

/// `handed` receives the handle, which `asterism_close_network` takes back.
export fn asterism_open_network(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const Request = struct { folder: []const u8, samples: []const u32 };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, out, struct {
        fn body(job: *const Job, asked: Request, result: *[2]u64) Error!void {
            const network = try jobs.allocator.create(networks.Network);
            errdefer jobs.allocator.destroy(network);
            network.* = try networks.Network.open(job.report, asked.folder, asked.samples, null);
            result.* = .{ @intFromPtr(network), 1 };
        }
    }.body);
}

export fn asterism_close_network(handle: u64) void {
    const network: *networks.Network = @ptrFromInt(handle);
    network.close();
    jobs.allocator.destroy(network);
}

/// `counts` has 2^influencers entries.
export fn asterism_count_regions(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handle: u64, counts: ?[*]u64, count: u32) Status {
    const Room = struct { handle: u64, counts: []u64 };
    const room: Room = .{ .handle = handle, .counts = arrayOf(u64, counts, count) orelse return .invalid_argument };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(regions.Request, room, struct {
        fn body(job: *const Job, asked: regions.Request, into: Room) Error!void {
            const network: *const networks.Network = @ptrFromInt(into.handle);
            try regions.count(job, network, asked, into.counts);
        }
    }.body);
}

/// For benches: reads a buffer with all threads and returns the sum of its words, so that nobody can leave the reading out.
export fn asterism_bench_read(words: ?[*]const u64, word_count: u64, threads: u32) u64 {
    return bench_read.read((words orelse return 0)[0..word_count], jobs.threadCount(threads));
}

/// For benches and tests: K-permutation MinHash of one set, the oracle that one permutation is measured against.
export fn asterism_oracle_kperm(keys: ?[*]const u32, key_count: u32, registers: ?[*]u32, register_count: u32) Status {
    const out = arrayOf(u32, registers, register_count) orelse return .invalid_argument;
    const items = constArrayOf(u32, keys, key_count) orelse return .invalid_argument;
    if (!oracle.isRegisterCount(out.len)) return .invalid_argument;
    oracle.fold(items, out);
    return .ok;
}

/// For benches: maps a network and makes room for its signatures. `handed` receives the handle.
export fn asterism_bench_open(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handed: ?*[2]u64) Status {
    const out = handed orelse return .invalid_argument;
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(bench_signatures.Request, out, struct {
        fn body(job: *const Job, asked: bench_signatures.Request, result: *[2]u64) Error!void {
            const opened = try jobs.allocator.create(bench_signatures.Bench);
            errdefer jobs.allocator.destroy(opened);
            opened.* = try .open(job, asked);
            result.* = .{ @intFromPtr(opened), 1 };
        }
    }.body);
}

/// For benches: builds the signatures in memory, once more.
export fn asterism_bench_signatures(request: ?[*]const u8, request_size: u32, control: ?*Control, response: ?[*]u8, response_capacity: u32, handle: u64) Status {
    const Request = struct { threads: u32 };
    const call: Call = .{ .request = request, .request_size = request_size, .control = control, .response = response, .response_capacity = response_capacity };
    return call.run(Request, handle, struct {
        fn body(job: *const Job, _: Request, address: u64) Error!signature_build.Answer {
            const opened: *const bench_signatures.Bench = @ptrFromInt(address);
            return opened.run(job);
        }
    }.body);
}

/// For benches: XXH3-64 of what was built.
export fn asterism_bench_digest(handle: u64) u64 {
    const opened: *const bench_signatures.Bench = @ptrFromInt(handle);
    return opened.digest();
}

export fn asterism_bench_close(handle: u64) void {
    const opened: *bench_signatures.Bench = @ptrFromInt(handle);
    opened.close();
    jobs.allocator.destroy(opened);
}

fn columnsOf(statistics: ?[*]u32, count: u32) ?pairs.Columns {
    if (count == 0) return .{ .both_empty = &.{}, .equal = &.{}, .less = &.{}, .greater = &.{}, .exact_shared = &.{} };
    const all = (statistics orelse return null)[0 .. @as(usize, count) * 5];
    const n: usize = count;
    return .{
        .both_empty = all[0..n],
        .equal = all[n .. 2 * n],
        .less = all[2 * n .. 3 * n],
        .greater = all[3 * n .. 4 * n],
        .exact_shared = @ptrCast(all[4 * n .. 5 * n]),
    };
}

test {
    std.testing.refAllDecls(@This());
    _ = @import("registers.zig");
    _ = @import("hash_sort.zig");
    _ = @import("estimate.zig");
    _ = @import("npy.zig");
    _ = @import("key_index.zig");
    _ = @import("graph.zig");
    _ = @import("leiden.zig");
    _ = @import("neighbour_search.zig");
}
