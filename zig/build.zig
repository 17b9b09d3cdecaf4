//! Builds the native library and runs its tests.
//!
//! `zig build -Dcpu=x86_64_v4` makes `lib/libasterism.so`, `zig build test` runs the tests in the sources.
//! People rarely call this: `scripts/_library.ts` builds what a task needs and keeps it by hash of the sources.

const std = @import("std");

pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    // Bounds stay checked: what a file says must never become a wild pointer (DESIGN 4).
    const optimize = b.option(std.builtin.OptimizeMode, "optimize", "Default ReleaseSafe") orelse .ReleaseSafe;
    const golden = b.option([]const u8, "golden", "Golden vectors for the tests") orelse "../tests/golden/vectors.json";

    const library = b.addLibrary(.{
        .name = "asterism",
        .linkage = .dynamic,
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/exports.zig"),
            .target = target,
            .optimize = optimize,
            // A thread that a library without libc starts takes the whole Deno process down.
            .link_libc = true,
        }),
    });
    b.installArtifact(library);

    const tested = b.createModule(.{
        .root_source_file = b.path("src/exports.zig"),
        .target = target,
        .optimize = optimize,
        .link_libc = true,
    });
    tested.addAnonymousImport("golden", .{ .root_source_file = b.path(golden) });
    const tests = b.addTest(.{ .root_module = tested });
    b.step("test", "Run the tests in the sources").dependOn(&b.addRunArtifact(tests).step);
}
