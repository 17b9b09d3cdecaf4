//! Where the members of communities lie: near their own neighbours, within their community's disc, not on top of each other.
//! `core/kernel/reference/_layout_members.ts` does the same operations in the same order.

const std = @import("std");
const jobs = @import("job.zig");
const Point = @import("layout_discs.zig").Point;
const Error = jobs.Error;
const Job = jobs.Job;
const allocator = jobs.allocator;

/// Nodes that are in a community, in the order of communities; see `layout.zig`.
pub const Members = struct {
    /// Neighbours of each as compressed rows: positions in this order, and how much each counts; a row adds up to 1.
    offsets: []const u64,
    neighbours: []const u32,
    shares: []const f32,
    radii: []const f64,
    /// Where each community's members begin, and one more.
    starts: []const u32,
    community_of: []const u32,
};

pub const Discs = struct { places: []const Point, radii: []const f64 };

pub const rounds = 120;
// The constants are f64 by name: arithmetic on untyped ones is of higher precision than the twin's.

/// Share of the way to the mean of its neighbours that a member goes in the first round.
const attraction: f64 = 0.3;
/// In the last rounds of this share members only make room for each other.
const calm: f64 = 0.3;
const repulsion: f64 = 0.35;
/// Free space around a member: distance of two that do not push each other, over the sum of their radii.
pub const spacing: f64 = 1.5;
/// Every so many rounds the members of a community are spread over its disc.
const spread_every = 4;
/// How far towards even they are brought, and how much of the disc they fill.
const spread_share: f64 = 0.5;
const fill: f64 = 0.95;

const members_per_item = 4096;

/// Moves members, all at once in each round. `places` is where they begin and where they end.
pub fn relax(job: *const Job, places: []Point, members: *const Members, discs: *const Discs) Error!void {
    if (places.len == 0) return job.advance(rounds);
    var grid: Grid = try .init(members, discs);
    defer grid.deinit();
    const moved = try allocator.alloc(Point, places.len);
    defer allocator.free(moved);
    const ranks = try allocator.alloc(Rank, places.len);
    defer allocator.free(ranks);
    var state: State = .{ .places = places, .moved = moved, .members = members, .discs = discs, .grid = &grid, .ranks = ranks };
    const items = (places.len + members_per_item - 1) / members_per_item;
    for (0..rounds) |round| {
        state.heat = 1 - @as(f64, @floatFromInt(round)) / rounds;
        state.pull = attraction * @max(0, (state.heat - calm) / (1 - calm));
        grid.sort(places, members.radii);
        try job.forEach(items, &state, State.moveItem);
        @memcpy(places, moved);
        if (round % spread_every == spread_every - 1) try job.forEach(discs.radii.len, &state, State.spreadCommunity);
        job.advance(1);
    }
}

const Rank = struct { distance: f64, member: u32 };

const State = struct {
    places: []Point,
    moved: []Point,
    members: *const Members,
    discs: *const Discs,
    grid: *const Grid,
    ranks: []Rank,
    heat: f64 = 0,
    pull: f64 = 0,

    fn moveItem(state: *State, _: usize, item: usize) Error!void {
        const from = item * members_per_item;
        for (from..@min(from + members_per_item, state.places.len)) |i| state.moved[i] = state.move(i);
    }

    fn move(state: *const State, i: usize) Point {
        const members = state.members;
        const own = state.places[i];
        var mean: Point = .{};
        const from = members.offsets[i];
        const to = if (state.pull > 0) members.offsets[i + 1] else from;
        for (members.neighbours[from..to], members.shares[from..to]) |neighbour, share| {
            const other = state.places[neighbour];
            mean.x += @as(f64, share) * (other.x - own.x);
            mean.y += @as(f64, share) * (other.y - own.y);
        }
        const over = state.grid.giveWay(@intCast(i), own, members.radii[i]);
        var move_x = state.pull * mean.x + repulsion * over.x;
        var move_y = state.pull * mean.y + repulsion * over.y;
        const length = @sqrt(move_x * move_x + move_y * move_y);
        const most = spacing * (0.3 + 2 * state.heat);
        if (length > most) {
            move_x *= most / length;
            move_y *= most / length;
        }
        return state.keepInside(members.community_of[i], own.x + move_x, own.y + move_y);
    }

    fn keepInside(state: *const State, community: usize, x: f64, y: f64) Point {
        const centre = state.discs.places[community];
        const radius = state.discs.radii[community];
        const out_x = x - centre.x;
        const out_y = y - centre.y;
        const distance = @sqrt(out_x * out_x + out_y * out_y);
        const scale = if (distance > radius) radius / distance else 1;
        return .{ .x = centre.x + out_x * scale, .y = centre.y + out_y * scale };
    }

    /// Brings members outwards or inwards, in the order they lie in, towards the same density from the middle to the rim.
    fn spreadCommunity(state: *State, _: usize, community: usize) Error!void {
        const from = state.members.starts[community];
        const to = state.members.starts[community + 1];
        if (from == to) return;
        var mean: Point = .{};
        var total: f64 = 0;
        for (state.places[from..to], state.members.radii[from..to]) |at, radius| {
            const area = radius * radius;
            mean.x += area * at.x;
            mean.y += area * at.y;
            total += area;
        }
        mean.x /= total;
        mean.y /= total;
        const ranks = state.ranks[from..to];
        for (ranks, state.places[from..to], from..) |*rank, at, i| {
            rank.* = .{ .distance = @sqrt((at.x - mean.x) * (at.x - mean.x) + (at.y - mean.y) * (at.y - mean.y)), .member = @intCast(i) };
        }
        std.mem.sortUnstable(Rank, ranks, {}, isNearer);
        const centre = state.discs.places[community];
        var within: f64 = 0;
        for (ranks) |rank| {
            const radius = state.members.radii[rank.member];
            const area = radius * radius;
            const even = fill * state.discs.radii[community] * @sqrt((within + area / 2) / total);
            within += area;
            const scale = if (rank.distance > 1e-9) 1 + spread_share * (even / rank.distance - 1) else 1;
            const at = &state.places[rank.member];
            at.* = state.keepInside(community, centre.x + (at.x - mean.x) * scale, centre.y + (at.y - mean.y) * scale);
        }
    }

    fn isNearer(_: void, left: Rank, right: Rank) bool {
        if (left.distance != right.distance) return left.distance < right.distance;
        return left.member < right.member;
    }
};

/// Cells so large that two members that push each other are in the same or in touching ones. A rim of empty cells lies around.
const Grid = struct {
    left: f64,
    top: f64,
    cell: f64,
    columns: usize,
    rows: usize,
    /// Where the members of cell c begin in `sorted` stands at c, where they end at c + 1.
    starts: []u32,
    cells: []u32,
    sorted: []Entry,

    /// A member with all that its neighbours need of it, so that a cell is read in one go.
    const Entry = struct { x: f64, y: f64, radius: f64, member: u32 };

    fn init(members: *const Members, discs: *const Discs) Error!Grid {
        var left: f64 = 0;
        var top: f64 = 0;
        var right: f64 = 0;
        var bottom: f64 = 0;
        for (discs.places, discs.radii) |at, radius| {
            left = @min(left, at.x - radius);
            top = @min(top, at.y - radius);
            right = @max(right, at.x + radius);
            bottom = @max(bottom, at.y + radius);
        }
        var cell: f64 = 0;
        for (members.radii) |radius| cell = @max(cell, 2 * radius * spacing);
        // Never many more cells than members, however far apart they are.
        const cells_max: f64 = @floatFromInt(8 * members.radii.len + 64);
        while (cellsOf(right - left, cell) * cellsOf(bottom - top, cell) > cells_max) cell *= 2;
        const columns = @as(usize, @intFromFloat(cellsOf(right - left, cell))) + 2;
        const rows = @as(usize, @intFromFloat(cellsOf(bottom - top, cell))) + 2;
        const starts = try allocator.alloc(u32, columns * rows + 1);
        errdefer allocator.free(starts);
        const cells = try allocator.alloc(u32, members.radii.len);
        errdefer allocator.free(cells);
        const sorted = try allocator.alloc(Entry, members.radii.len);
        return .{ .left = left, .top = top, .cell = cell, .columns = columns, .rows = rows, .starts = starts, .cells = cells, .sorted = sorted };
    }

    fn deinit(grid: *const Grid) void {
        allocator.free(grid.starts);
        allocator.free(grid.cells);
        allocator.free(grid.sorted);
    }

    fn cellsOf(length: f64, cell: f64) f64 {
        return @floor(length / cell) + 1;
    }

    fn numberOf(at: f64, from: f64, cell: f64, count: usize) usize {
        const last: f64 = @floatFromInt(count - 2);
        return @intFromFloat(@max(1, @min(last, @floor((at - from) / cell) + 1)));
    }

    fn sort(grid: *Grid, places: []const Point, radii: []const f64) void {
        @memset(grid.starts, 0);
        for (places, grid.cells) |at, *cell| {
            const row = numberOf(at.y, grid.top, grid.cell, grid.rows);
            cell.* = @intCast(row * grid.columns + numberOf(at.x, grid.left, grid.cell, grid.columns));
            grid.starts[cell.*] += 1;
        }
        for (1..grid.starts.len) |i| grid.starts[i] += grid.starts[i - 1];
        // Now each cell has its end; filled from the last member down, that becomes its start.
        var i = places.len;
        while (i > 0) {
            i -= 1;
            const start = &grid.starts[grid.cells[i]];
            start.* -= 1;
            grid.sorted[start.*] = .{ .x = places[i].x, .y = places[i].y, .radius = radii[i], .member = @intCast(i) };
        }
    }

    /// How far a member has to go to leave those that are too near.
    fn giveWay(grid: *const Grid, member: u32, own: Point, radius: f64) Point {
        var over: Point = .{};
        const row = numberOf(own.y, grid.top, grid.cell, grid.rows);
        const column = numberOf(own.x, grid.left, grid.cell, grid.columns);
        for (row - 1..row + 2) |r| {
            const first = r * grid.columns + column - 1;
            for (grid.sorted[grid.starts[first]..grid.starts[first + 3]]) |other| {
                if (other.member == member) continue;
                const need = (radius + other.radius) * spacing;
                var away_x = own.x - other.x;
                var away_y = own.y - other.y;
                var squared = away_x * away_x + away_y * away_y;
                if (squared >= need * need) continue;
                if (squared < 1e-9) {
                    away_x = if (member < other.member) 1e-3 else -1e-3;
                    away_y = 0;
                    squared = away_x * away_x;
                }
                const distance = @sqrt(squared);
                const push = (need - distance) / distance * (other.radius * other.radius / (radius * radius + other.radius * other.radius));
                over.x += push * away_x;
                over.y += push * away_y;
            }
        }
        return over;
    }
};
