/** What people of the invented world care about: forty passions, and one that has no name anywhere but in bios. */

export interface Topic {
  readonly id: string;
  /** Mean age of those who care, in years. */
  readonly age: number;
  /** Share of women among those who care, in [0, 1]. */
  readonly women: number;
}

/** `[label, what a brand says, what a person says, four words]`: texts without a full stop, words parted by spaces. */
export type TopicWords = readonly [label: string, brand: string, person: string, words: string];

/** One vocabulary for each language, by topic id. */
export type TopicVocabulary = Readonly<Record<string, TopicWords>>;

/** Topics the planted stories need (DESIGN 18). */
export const homeTopic = "trail-running";
export const bridgeTopics = ["sourdough", "retro-gaming"] as const;
export const starTopic = "pop-music";
/** Its label is used in no name, handle or hashtag: only the words, and only in bios. */
export const unnamedTopic = "moth-watching";

export const topics: readonly Topic[] = [
  { id: "trail-running", age: 36, women: 0.46 },
  { id: "sourdough", age: 41, women: 0.6 },
  { id: "retro-gaming", age: 35, women: 0.24 },
  { id: "moth-watching", age: 47, women: 0.52 },
  { id: "road-cycling", age: 41, women: 0.25 },
  { id: "film-photography", age: 31, women: 0.48 },
  { id: "houseplants", age: 30, women: 0.72 },
  { id: "vegan-cooking", age: 31, women: 0.68 },
  { id: "coffee", age: 34, women: 0.45 },
  { id: "craft-beer", age: 38, women: 0.22 },
  { id: "natural-wine", age: 42, women: 0.5 },
  { id: "board-games", age: 36, women: 0.4 },
  { id: "chess", age: 29, women: 0.2 },
  { id: "model-railways", age: 56, women: 0.1 },
  { id: "sewing", age: 43, women: 0.88 },
  { id: "knitting", age: 46, women: 0.9 },
  { id: "ceramics", age: 38, women: 0.7 },
  { id: "woodworking", age: 47, women: 0.18 },
  { id: "interior-design", age: 37, women: 0.74 },
  { id: "gardening", age: 52, women: 0.6 },
  { id: "beekeeping", age: 53, women: 0.42 },
  { id: "birdwatching", age: 51, women: 0.45 },
  { id: "fishing", age: 46, women: 0.12 },
  { id: "climbing", age: 29, women: 0.42 },
  { id: "surfing", age: 28, women: 0.38 },
  { id: "yoga", age: 36, women: 0.82 },
  { id: "football", age: 33, women: 0.25 },
  { id: "basketball", age: 27, women: 0.28 },
  { id: "electric-cars", age: 44, women: 0.2 },
  { id: "sailing", age: 51, women: 0.3 },
  { id: "van-life", age: 33, women: 0.52 },
  { id: "skincare", age: 28, women: 0.88 },
  { id: "vintage-fashion", age: 30, women: 0.76 },
  { id: "parenting", age: 36, women: 0.72 },
  { id: "dogs", age: 39, women: 0.6 },
  { id: "cats", age: 36, women: 0.66 },
  { id: "comics", age: 29, women: 0.4 },
  { id: "crime-novels", age: 49, women: 0.64 },
  { id: "pop-music", age: 25, women: 0.6 },
  { id: "synthesizers", age: 37, women: 0.18 },
  { id: "personal-finance", age: 38, women: 0.36 },
];
