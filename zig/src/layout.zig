//! The map's layout: communities are discs placed by their ties and packed, parts the same within, members by their neighbours;
//! nodes in no community lie around. No randomness, and every sum in a fixed order, so that the answer depends neither on threads
//! nor on the machine; `core/kernel/reference/layout.ts` gives the same bytes.

const std = @import("std");
const graphs = @import("graph.zig");
const jobs = @import("job.zig");
const discs_of = @import("layout_discs.zig");
const layout_members = @import("layout_members.zig");
const Error = jobs.Error;
const Job = jobs.Job;
const Members = layout_members.Members;
const Point = discs_of.Point;
const Ties = discs_of.Ties;
const allocator = jobs.allocator;

pub const none = std.math.maxInt(u32);

pub const Request = struct { threads: u32 };

/// Shape of each but the graph: (nodes).
pub const Layout = struct {
    graph: graphs.Rows,
    community_of: []const u32,
    part_of: []const u32,
    radii: []const f32,

    fn check(layout: *const Layout, job: *const Job) Error!void {
        try layout.graph.check(job);
        const count = layout.community_of.len;
        for (layout.community_of, 0..) |community, node| {
            if (community != none and community >= count) return graphs.refuse(job, "a community must be below {d}, found {d} at {d}", .{ count, community, node });
        }
        for (layout.radii, 0..) |radius, node| {
            if (!(radius >= 1 and radius <= radius_max)) return graphs.refuse(job, "a radius must be from 1 to {d}, found {d} at {d}", .{ radius_max, radius, node });
        }
    }

    fn weightOf(layout: *const Layout, entry: u64) f64 {
        return if (layout.graph.weights.len == 0) 1 else layout.graph.weights[entry];
    }
};

/// Radius of a disc, over the root of its members' squared radii: evenly filled, members have about `spacing` to each other.
const spread: f64 = 1.05 * layout_members.spacing;
/// Least distance between two communities, in radii of the smallest account.
const gap: f64 = 3;
const community_rounds = 400;
const part_rounds = 150;
/// What a neighbour of another community counts, of one in the same.
const outside: f64 = 0.05;
/// Distance of the nodes in no community from all others, over their distance from the middle.
const belt_distance: f64 = 1.04;
/// Room that each of those has, over its squared radius.
const belt_room: f64 = 1.6;
/// Half of the square's side that the picture fills.
const half_side: f64 = 0.49;
const radius_max = 100;

/// `places` receives x and y of each node, in the unit square.
pub fn layOut(job: *const Job, layout: Layout, places: [][2]f32) Error!void {
    try layout.check(job);
    job.start(layout_members.rounds);
    var plan: Plan = try .init(&layout);
    defer plan.deinit();
    const members: Members = plan.members();
    const community_count = plan.starts.len - 1;

    const disc_radii = try allocator.alloc(f64, community_count);
    defer allocator.free(disc_radii);
    for (disc_radii, plan.starts[0..community_count], plan.starts[1..]) |*radius, from, to| radius.* = spread * @sqrt(sumAreas(plan.radii[from..to]));
    const disc_places = try allocator.alloc(Point, community_count);
    defer allocator.free(disc_places);
    {
        const ties = try tiesBetween(&members, plan.community_of, .{ .first = 0, .count = community_count, .members_from = 0, .members_to = plan.order.len });
        defer ties.deinit();
        try discs_of.place(job, disc_radii, &ties, gap, community_rounds, disc_places);
    }
    const discs: layout_members.Discs = .{ .places = disc_places, .radii = disc_radii };
    const at = try allocator.alloc(Point, plan.order.len);
    defer allocator.free(at);
    const inner: PartPlacing = .{ .plan = &plan, .members = &members, .discs = &discs, .places = at };
    try job.forEach(community_count, &inner, PartPlacing.run);
    try layout_members.relax(job, at, &members, &discs);
    writePlaces(&layout, &plan, at, places);
}

/// Members in their order, and what is known of each by its position there.
const Plan = struct {
    order: []u32,
    offsets: []u64,
    neighbours: []u32,
    shares: []f32,
    radii: []f64,
    community_of: []u32,
    part_of: []u32,
    /// Where each community's members begin, and one more.
    starts: []u32,
    /// Where each part's members begin, and one more.
    part_starts: []u32,

    fn init(layout: *const Layout) Error!Plan {
        var plan: Plan = .{ .order = &.{}, .offsets = &.{}, .neighbours = &.{}, .shares = &.{}, .radii = &.{}, .community_of = &.{}, .part_of = &.{}, .starts = &.{}, .part_starts = &.{} };
        errdefer plan.deinit();
        plan.order = try sortMembers(layout);
        const count = plan.order.len;
        plan.radii = try allocator.alloc(f64, count);
        plan.community_of = try allocator.alloc(u32, count);
        plan.part_of = try allocator.alloc(u32, count);
        var parts: std.ArrayList(u32) = .empty;
        defer parts.deinit(allocator);
        for (plan.order, 0..) |node, i| {
            plan.radii[i] = layout.radii[node];
            plan.community_of[i] = layout.community_of[node];
            const begins = i == 0 or layout.community_of[plan.order[i - 1]] != layout.community_of[node] or layout.part_of[plan.order[i - 1]] != layout.part_of[node];
            if (begins) try parts.append(allocator, @intCast(i));
            plan.part_of[i] = @intCast(parts.items.len - 1);
        }
        try parts.append(allocator, @intCast(count));
        plan.part_starts = try allocator.dupe(u32, parts.items);
        const community_count: usize = if (count == 0) 0 else @as(usize, plan.community_of[count - 1]) + 1;
        plan.starts = try allocator.alloc(u32, community_count + 1);
        @memset(plan.starts, 0);
        for (plan.community_of) |community| plan.starts[community + 1] += 1;
        for (0..community_count) |i| plan.starts[i + 1] += plan.starts[i];
        try plan.pickNeighbours(layout);
        return plan;
    }

    fn pickNeighbours(plan: *Plan, layout: *const Layout) Error!void {
        const positions = try allocator.alloc(u32, layout.community_of.len);
        defer allocator.free(positions);
        @memset(positions, none);
        for (plan.order, 0..) |node, i| positions[node] = @intCast(i);
        plan.offsets = try allocator.alloc(u64, plan.order.len + 1);
        plan.neighbours = try allocator.alloc(u32, layout.graph.neighbours.len);
        plan.shares = try allocator.alloc(f32, layout.graph.neighbours.len);
        var end: u64 = 0;
        plan.offsets[0] = 0;
        for (plan.order, 0..) |node, i| {
            var total: f64 = 0;
            for (layout.graph.offsets[node]..layout.graph.offsets[node + 1]) |entry| {
                const other = layout.graph.neighbours[entry];
                if (positions[other] == none or other == node) continue;
                plan.neighbours[end] = positions[other];
                total += weigh(layout, node, entry);
                end += 1;
            }
            var at = plan.offsets[i];
            for (layout.graph.offsets[node]..layout.graph.offsets[node + 1]) |entry| {
                const other = layout.graph.neighbours[entry];
                if (positions[other] == none or other == node) continue;
                plan.shares[at] = @floatCast(weigh(layout, node, entry) / total);
                at += 1;
            }
            plan.offsets[i + 1] = end;
        }
    }

    fn weigh(layout: *const Layout, node: u32, entry: u64) f64 {
        const same = layout.community_of[layout.graph.neighbours[entry]] == layout.community_of[node];
        return layout.weightOf(entry) * @as(f64, if (same) 1 else outside);
    }

    fn members(plan: *const Plan) Members {
        return .{ .offsets = plan.offsets, .neighbours = plan.neighbours, .shares = plan.shares, .radii = plan.radii, .starts = plan.starts, .community_of = plan.community_of };
    }

    fn deinit(plan: *const Plan) void {
        inline for (std.meta.fields(Plan)) |field| allocator.free(@field(plan, field.name));
    }
};

/// Nodes that are in a community: by community, then part, then ties to their own community, most first, then number.
fn sortMembers(layout: *const Layout) Error![]u32 {
    const inside = try allocator.alloc(f64, layout.community_of.len);
    defer allocator.free(inside);
    @memset(inside, 0);
    var count: usize = 0;
    for (layout.community_of, 0..) |community, node| {
        if (community != none) count += 1;
        for (layout.graph.offsets[node]..layout.graph.offsets[node + 1]) |entry| {
            const other = layout.graph.neighbours[entry];
            if (layout.community_of[other] != community) continue;
            inside[node] += layout.weightOf(entry);
            inside[other] += layout.weightOf(entry);
        }
    }
    const order = try allocator.alloc(u32, count);
    var end: usize = 0;
    for (layout.community_of, 0..) |community, node| {
        if (community == none) continue;
        order[end] = @intCast(node);
        end += 1;
    }
    const Order = struct {
        layout: *const Layout,
        inside: []const f64,

        fn isBefore(given: @This(), left: u32, right: u32) bool {
            const communities = given.layout.community_of;
            if (communities[left] != communities[right]) return communities[left] < communities[right];
            const parts = given.layout.part_of;
            if (parts[left] != parts[right]) return parts[left] < parts[right];
            if (given.inside[left] != given.inside[right]) return given.inside[left] > given.inside[right];
            return left < right;
        }
    };
    std.mem.sortUnstable(u32, order, Order{ .layout = layout, .inside = inside }, Order.isBefore);
    return order;
}

/// The groups [first, first + count), whose members are [members_from, members_to).
const Range = struct { first: usize, count: usize, members_from: usize, members_to: usize };

/// Ties between groups of members, as shares of the members' neighbours. Members of a group lie side by side.
fn tiesBetween(members: *const Members, group_of: []const u32, range: Range) Error!Ties {
    var links: Links = .{};
    defer links.deinit();
    const sums = try allocator.alloc(f64, range.count);
    defer allocator.free(sums);
    const last_of = try allocator.alloc(usize, range.count);
    defer allocator.free(last_of);
    @memset(last_of, std.math.maxInt(usize));
    var touched: std.ArrayList(u32) = .empty;
    defer touched.deinit(allocator);
    var i = range.members_from;
    while (i < range.members_to) {
        const own = group_of[i] - range.first;
        while (i < range.members_to and group_of[i] - range.first == own) : (i += 1) {
            for (members.offsets[i]..members.offsets[i + 1]) |entry| {
                const group: usize = group_of[members.neighbours[entry]];
                if (group < range.first or group - range.first >= range.count) continue;
                const other = group - range.first;
                if (other == own) continue;
                if (last_of[other] != own) {
                    last_of[other] = own;
                    sums[other] = 0;
                    try touched.append(allocator, @intCast(other));
                }
                sums[other] += members.shares[entry];
            }
        }
        for (touched.items) |other| try links.list.append(allocator, .{ .from = @intCast(own), .to = other, .weight = sums[other] });
        touched.clearRetainingCapacity();
    }
    return links.symmetrize(range.count);
}

const Links = struct {
    list: std.ArrayList(Link) = .empty,

    const Link = struct { from: u32, to: u32, weight: f64 };

    fn deinit(links: *Links) void {
        links.list.deinit(allocator);
    }

    /// Both directions of every link, those of two groups added up.
    fn symmetrize(links: *Links, count: usize) Error!Ties {
        const given = links.list.items.len;
        try links.list.ensureUnusedCapacity(allocator, given);
        for (0..given) |i| {
            const link = links.list.items[i];
            links.list.appendAssumeCapacity(.{ .from = link.to, .to = link.from, .weight = link.weight });
        }
        // Of two links between the same groups the order does not matter: a + b = b + a.
        std.mem.sortUnstable(Link, links.list.items, {}, isBefore);
        const offsets = try allocator.alloc(usize, count + 1);
        errdefer allocator.free(offsets);
        const others = try allocator.alloc(u32, links.list.items.len);
        errdefer allocator.free(others);
        const weights = try allocator.alloc(f64, links.list.items.len);
        @memset(offsets, 0);
        var end: usize = 0;
        for (links.list.items, 0..) |link, i| {
            const before = if (i == 0) link else links.list.items[i - 1];
            if (i > 0 and before.from == link.from and before.to == link.to) {
                weights[end - 1] += link.weight;
                continue;
            }
            others[end] = link.to;
            weights[end] = link.weight;
            end += 1;
            offsets[link.from + 1] += 1;
        }
        for (0..count) |i| offsets[i + 1] += offsets[i];
        return .{ .offsets = offsets, .others = others, .weights = weights };
    }

    fn isBefore(_: void, left: Link, right: Link) bool {
        return if (left.from != right.from) left.from < right.from else left.to < right.to;
    }
};

/// Parts lie in their community's disc as communities lie in the whole; the most central member of each in its middle.
const PartPlacing = struct {
    plan: *const Plan,
    members: *const Members,
    discs: *const layout_members.Discs,
    places: []Point,

    fn run(placing: *const PartPlacing, _: usize, community: usize) Error!void {
        const plan = placing.plan;
        const from = plan.starts[community];
        const to = plan.starts[community + 1];
        if (from == to) return;
        const first = plan.part_of[from];
        const count = plan.part_of[to - 1] + 1 - first;
        const bounds = plan.part_starts[first..][0 .. count + 1];
        const radii = try allocator.alloc(f64, count);
        defer allocator.free(radii);
        for (radii, bounds[0..count], bounds[1..]) |*radius, start, end| radius.* = spread * @sqrt(sumAreas(plan.radii[start..end]));
        const ties = try tiesBetween(placing.members, plan.part_of, .{ .first = first, .count = count, .members_from = from, .members_to = to });
        defer ties.deinit();
        const parts = try allocator.alloc(Point, count);
        defer allocator.free(parts);
        try discs_of.place(null, radii, &ties, 0, part_rounds, parts);
        var mean: Point = .{};
        var total: f64 = 0;
        for (parts, bounds[0..count], bounds[1..]) |part, start, end| {
            const area = sumAreas(plan.radii[start..end]);
            mean.x += area * part.x;
            mean.y += area * part.y;
            total += area;
        }
        mean.x /= total;
        mean.y /= total;
        const centre = placing.discs.places[community];
        for (parts, bounds[0..count], bounds[1..]) |part, start, end| {
            var golden: discs_of.Golden = .{};
            var within: f64 = 0;
            for (placing.places[start..end], plan.radii[start..end]) |*at, radius| {
                const area = radius * radius;
                const distance = spread * @sqrt(within + area / 2);
                within += area;
                const direction = golden.next();
                at.x = centre.x + (part.x - mean.x) + direction.x * distance;
                at.y = centre.y + (part.y - mean.y) + direction.y * distance;
            }
        }
    }
};

/// Scales all to the unit square; nodes in no community lie on a belt around the rest.
fn writePlaces(layout: *const Layout, plan: *const Plan, at: []const Point, places: [][2]f32) void {
    var low: Point = .{ .x = std.math.inf(f64), .y = std.math.inf(f64) };
    var high: Point = .{ .x = -std.math.inf(f64), .y = -std.math.inf(f64) };
    for (at, plan.radii) |point, radius| {
        low = .{ .x = @min(low.x, point.x - radius), .y = @min(low.y, point.y - radius) };
        high = .{ .x = @max(high.x, point.x + radius), .y = @max(high.y, point.y + radius) };
    }
    const some = at.len > 0;
    const middle: Point = if (some) .{ .x = (low.x + high.x) / 2, .y = (low.y + high.y) / 2 } else .{};
    var far: f64 = 0;
    for (at, plan.radii) |point, radius| {
        const distance = @sqrt((point.x - middle.x) * (point.x - middle.x) + (point.y - middle.y) * (point.y - middle.y));
        far = @max(far, distance + radius);
    }
    var half: f64 = if (some) @max((high.x - low.x) / 2, (high.y - low.y) / 2) else 0;
    const inner = far * belt_distance * far * belt_distance;
    var within = inner;
    for (layout.community_of, layout.radii) |community, radius| {
        if (community != none) continue;
        within += belt_room * @as(f64, radius) * @as(f64, radius);
        half = @max(half, @sqrt(within) + @as(f64, radius));
    }
    const scale = half_side / half;
    within = inner;
    var golden: discs_of.Golden = .{};
    for (layout.community_of, layout.radii, places) |community, radius, *place| {
        if (community != none) continue;
        within += belt_room * @as(f64, radius) * @as(f64, radius);
        const distance = @sqrt(within);
        const direction = golden.next();
        place.* = .{ @floatCast(0.5 + direction.x * distance * scale), @floatCast(0.5 + direction.y * distance * scale) };
    }
    for (plan.order, at) |node, point| {
        places[node] = .{ @floatCast(0.5 + (point.x - middle.x) * scale), @floatCast(0.5 + (point.y - middle.y) * scale) };
    }
}

fn sumAreas(radii: []const f64) f64 {
    var area: f64 = 0;
    for (radii) |radius| area += radius * radius;
    return area;
}

test "communities are apart, and who is in none lies around them" {
    const graph: graphs.Rows = .{
        .offsets = &.{ 0, 1, 2, 3, 4, 5, 6, 6 },
        .neighbours = &.{ 1, 2, 0, 4, 5, 3 },
        .weights = &.{},
    };
    var control: jobs.Control = .{};
    var report: @import("status.zig").Report = .{};
    const job: Job = .{ .control = &control, .report = &report, .threads = 2 };
    var places: [7][2]f32 = undefined;
    try layOut(&job, .{
        .graph = graph,
        .community_of = &.{ 0, 0, 0, 1, 1, 1, none },
        .part_of = &.{ 0, 0, 0, 1, 1, 1, none },
        .radii = &(.{1} ** 7),
    }, &places);
    for (places, 0..) |place, i| {
        for (place) |value| try std.testing.expect(value >= 0 and value <= 1);
        for (places[0..i], 0..) |other, j| {
            const distance = std.math.hypot(place[0] - other[0], place[1] - other[1]);
            try std.testing.expect(distance > 0.01);
            if (i < 6 and i / 3 != j / 3) try std.testing.expect(distance > 0.1);
        }
    }
}
