/**
 * The C interface of the Zig library, as `zig/src/exports.zig` declares it; a test compares the two.
 * Lengths are u32 (a `usize` from a JavaScript number costs 188 ns); addresses and handles are u64.
 */

/** What `asterism_abi_version` must answer. */
export const abiVersion = 5;

/** Names of the statuses, in the order of `zig/src/status.zig`. */
export const statuses = [
  "ok",
  "invalid_argument",
  "corrupt_file",
  "cannot_read",
  "cannot_write",
  "disk_full",
  "out_of_memory",
  "stopped",
] as const;

export type Status = typeof statuses[number];

/** Request in JSON and its size, control block, response and its capacity. */
const call = ["buffer", "u32", "buffer", "buffer", "u32"] as const;

export const symbols = {
  asterism_abi_version: { parameters: [], result: "u32" },
  asterism_take: { parameters: ["u64", "u32", "buffer"], result: "void" },
  asterism_account_keys: { parameters: ["buffer", "u32", "buffer", "u32", "buffer"], result: "i32" },
  asterism_influencer_keys: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_build_samples: { parameters: [...call, "buffer", "buffer", "u32"], result: "i32", nonblocking: true },
  asterism_build_signatures: { parameters: call, result: "i32", nonblocking: true },
  asterism_merge_signatures: { parameters: call, result: "i32", nonblocking: true },
  asterism_count_followers: { parameters: [...call, "buffer", "u32"], result: "i32", nonblocking: true },
  asterism_build_neighbours: { parameters: call, result: "i32", nonblocking: true },
  asterism_detect_communities: {
    parameters: [...call, "buffer", "u32", "buffer", "u32", "buffer", "u32", "buffer", "u32", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  asterism_lay_out_graph: {
    parameters: [...call, "buffer", "u32", "buffer", "u32", "buffer", "u32", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  asterism_measure_interests: {
    parameters: [...call, "buffer", "u32", "buffer", "buffer", "u32"],
    result: "i32",
    nonblocking: true,
  },
  asterism_checksum_file: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_open_signatures: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_close_signatures: { parameters: ["u64"], result: "void" },
  asterism_compare_pairs: {
    parameters: [...call, "u64", "buffer", "buffer", "buffer", "u32"],
    result: "i32",
    nonblocking: true,
  },
  asterism_rank: {
    parameters: [...call, "u64", "buffer", "u32", "buffer", "buffer", "buffer", "u32"],
    result: "i32",
    nonblocking: true,
  },
  asterism_open_expansion: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_close_expansion: { parameters: ["u64"], result: "void" },
  asterism_expand: {
    parameters: [
      ...call,
      "u64",
      "buffer",
      "u32",
      "buffer",
      "u32",
      "buffer",
      "buffer",
      "buffer",
      "buffer",
      "u32",
    ],
    result: "i32",
    nonblocking: true,
  },
  asterism_open_network: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_close_network: { parameters: ["u64"], result: "void" },
  asterism_count_regions: { parameters: [...call, "u64", "buffer", "u32"], result: "i32", nonblocking: true },
} as const;

/** Symbols that only benches and tests use. */
export const benchSymbols = {
  asterism_bench_read: { parameters: ["buffer", "u64", "u32"], result: "u64", nonblocking: true },
  asterism_bench_open: { parameters: [...call, "buffer"], result: "i32", nonblocking: true },
  asterism_bench_signatures: { parameters: [...call, "u64"], result: "i32", nonblocking: true },
  asterism_bench_digest: { parameters: ["u64"], result: "u64" },
  asterism_bench_close: { parameters: ["u64"], result: "void" },
  asterism_oracle_kperm: { parameters: ["buffer", "u32", "buffer", "u32"], result: "i32", nonblocking: true },
} as const;

export type Symbols = Deno.DynamicLibrary<typeof symbols>["symbols"];
