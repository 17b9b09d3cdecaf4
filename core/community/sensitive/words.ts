import type { SensitiveTopic } from "../../answers/communities.ts";

/** Patterns by topic, parted by commas or line ends; see README.md. `harmless` is passed over before the others are looked for. */
export type SensitiveWords = Readonly<Record<SensitiveTopic | "harmless", string>>;
