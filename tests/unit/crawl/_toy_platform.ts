/** Platforms with the limits and prices that a test is about; what they would answer is none of its business. */
import { openAllowances } from "../../../core/crawl/allowances/open_allowances.ts";
import { makeMasterKey, openSecrets, readMasterKeys, type Secrets } from "../../../core/crawl/allowances/secrets.ts";
import { MemoryStore, type StoreFaults } from "../../../core/crawl/store/memory_store.ts";
import type { Store } from "../../../core/crawl/store/store.ts";
import type { OperationTable, Platform, Price, QuotaLimit } from "../../../core/platforms/platform.ts";
import type { AllowanceOptions } from "../../../core/crawl/allowances/open_allowances.ts";
import { createRandom } from "../../../scripts/_random.ts";

export interface ToyTable {
  readonly limits?: readonly QuotaLimit[];
  readonly price?: Price;
  readonly pageSizeMax?: number;
  readonly accountsPerCall?: number;
  readonly needsCredential?: boolean;
}

const unused = () => {
  throw new Error("not asked for in these tests");
};

export function toyPlatform(table: ToyTable = {}): Platform {
  const followers: OperationTable = {
    endpoint: "GET /followers",
    accountsPerCall: table.accountsPerCall ?? 1,
    pageSizeMax: table.pageSizeMax ?? 100,
    needsId: true,
    limits: table.limits ?? [{ scope: "token", limit: 15, windowMs: 900_000 }],
    price: table.price ?? { microsPerCall: 0, microsPerResource: 0 },
    order: "unknown",
  };
  return {
    name: "toy",
    title: "Toy",
    baseUrl: "https://toy.invalid",
    needsCredential: table.needsCredential ?? true,
    operations: { followers, following: { ...followers, endpoint: "GET /following" } },
    readAccount: unused,
    writeRequest: unused,
    readReply: unused,
  };
}

/** Allowances over one platform, on a clock that the test sets. */
export async function openToy(
  table: ToyTable = {},
  options: {
    readonly faults?: StoreFaults;
    readonly store?: Store;
    readonly seed?: number;
    readonly secrets?: Secrets;
    readonly clock?: { nowMs: number };
    readonly rules?: AllowanceOptions["rules"];
  } = {},
) {
  const clock = options.clock ?? { nowMs: Date.UTC(2026, 10, 25) };
  const random = createRandom(options.seed ?? 1);
  const store = options.store ?? new MemoryStore({ faults: options.faults });
  const secrets = options.secrets ?? await openSecrets(readMasterKeys(makeMasterKey()));
  /** One more coordinator at the same store; its clock may show another time. */
  const open = (other: { now(): number } = { now: () => clock.nowMs }) =>
    openAllowances({
      store,
      platforms: [toyPlatform(table)],
      clock: other,
      random,
      randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
      secrets,
      rules: options.rules,
    });
  return { allowances: open(), again: open, store, clock, secrets, random };
}

export const ask = {
  job: "j1",
  platform: "toy",
  operation: "followers",
  count: 1,
  caps: {},
} as const;
export const tokenRequest = { platform: "toy", app: "one", name: "first", secret: "s3cr3t-of-the-first" } as const;
