//! What is maximised: sum over communities of (weight inside, both ways) - scale * mass^2.

const std = @import("std");
const Graph = @import("graph.zig").Graph;
const jobs = @import("job.zig");
const Error = jobs.Error;
const allocator = jobs.allocator;

pub const Objective = struct {
    scale: f64,
    /// Gains below this are rounding.
    tolerance: f64,

    /// What it gains to join a community of mass `other` to which ties of weight `sum` lead.
    pub inline fn gain(objective: Objective, sum: f64, mass: f64, other: f64) f64 {
        return sum - objective.scale * mass * other;
    }

    /// `communities` are numbered below `count`.
    pub fn qualityOf(objective: Objective, graph: *const Graph, communities: []const u32, count: u32) Error!f64 {
        const masses = try allocator.alloc(f64, count);
        defer allocator.free(masses);
        @memset(masses, 0);
        var inside: f64 = 0;
        for (communities, 0..) |community, node| {
            masses[community] += graph.masses[node];
            for (graph.row(node)) |tie| {
                if (communities[tie.node] == community) inside += tie.weight;
            }
        }
        var expected: f64 = 0;
        for (masses) |mass| expected += mass * mass;
        return inside - objective.scale * expected;
    }
};
