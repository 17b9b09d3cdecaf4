/** What every question works on. */
import type { Labeller } from "../community/label.ts";
import type { Influencers } from "../graph/influencers.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { AccountTable } from "./accounts.ts";
import type { Evidence } from "./answers.ts";

/** Everything a question needs; made once per pair of generations. */
export interface View {
  readonly kernel: Kernel;
  /** Folders of the generations. */
  readonly network: string;
  readonly signatures: string;
  readonly influencers: Influencers;
  /** Distinct followers of each influencer over the samples that the signatures cover. */
  readonly followerCounts: ArrayLike<number>;
  readonly accounts: AccountTable;
  readonly evidence: Evidence;
  /** Made at the first call, since it reads all profiles: seconds at a million accounts, and most questions need none. */
  readonly labeller: () => Labeller;
}
