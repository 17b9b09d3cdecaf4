/** A platform for benches: ids only, fifty accounts a call, limits that are counted and never reached. */
import { InputError } from "../../core/errors.ts";
import type { Platform } from "../../core/platforms/platform.ts";

export const benchPlatform: Platform = {
  name: "bench",
  title: "Bench",
  baseUrl: "http://localhost",
  needsCredential: false,
  operations: {
    profiles: {
      endpoint: "GET /profiles",
      accountsPerCall: 50,
      pageSizeMax: 50,
      needsId: true,
      limits: [{ scope: "token", limit: 100_000_000, windowMs: 300_000 }],
      price: { microsPerCall: 0, microsPerResource: 0 },
      order: "unknown",
    },
    followers: {
      endpoint: "GET /followers",
      accountsPerCall: 1,
      pageSizeMax: 1000,
      needsId: true,
      limits: [{ scope: "token", limit: 100_000_000, windowMs: 300_000 }],
      price: { microsPerCall: 0, microsPerResource: 0 },
      order: "unknown",
    },
  },
  readAccount(text) {
    if (!/^\d{1,20}$/.test(text)) throw new InputError(`Cannot read account "${text}"`);
    return { id: text };
  },
  writeRequest: () => ({ url: "", headers: {} }),
  readReply: () => ({ kind: "failed", reason: "nothing is asked" }),
};
