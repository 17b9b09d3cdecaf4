//! Distinct followers of each influencer over the samples of a network.

const jobs = @import("job.zig");
const networks = @import("network.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Network = networks.Network;

pub const Request = struct {
    network: []const u8,
    samples: []const u32,
    influencerCount: u32,
    threads: u32,
};

/// Influencers per block: their offsets stay in the first cache.
const block_size = 4096;

/// Opens the network and counts into `counts`, one entry per influencer.
pub fn countFollowers(job: *const Job, request: Request, counts: []u64) Error!void {
    const network = try Network.open(job.report, request.network, request.samples, request.influencerCount);
    defer network.close();
    if (counts.len != network.influencer_count) {
        return job.report.fail(error.InvalidArgument, request.network, 0, "needed room for {d} counts, got {d}", .{ network.influencer_count, counts.len });
    }
    job.start(network.edge_count);
    try count(job, &network, counts);
}

/// Checks every offset on the way, so that later readers of the same map may rely on them.
pub fn count(job: *const Job, network: *const Network, counts: []u64) Error!void {
    const work: Work = .{ .job = job, .network = network, .counts = counts };
    try networks.scan(job, network, block_size, &work, Work.visit);
}

const Work = struct {
    job: *const Job,
    network: *const Network,
    counts: []u64,

    fn visit(work: *const Work, _: usize, block: networks.Block) Error!void {
        const counts = work.counts[block.first..block.last];
        @memset(counts, 0);
        for (work.network.samples) |*sample| {
            const offsets = sample.offsets.items[block.first .. block.last + 1];
            var descents: u32 = 0;
            for (counts, offsets[0..counts.len], offsets[1..]) |*total, from, to| {
                descents += @intFromBool(from > to);
                total.* +%= to -% from;
            }
            if (descents == 0 and offsets[counts.len] <= sample.followers.items.len) continue;
            // Without branches above, so that it runs in vectors; the first wrong one is looked for here.
            for (block.first..block.last) |influencer| {
                _ = try sample.slice(work.network, work.job.report, influencer, influencer + 1);
            }
        }
    }
};
