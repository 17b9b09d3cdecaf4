/** The accounts of the planted stories: the same names in every world, so that a tour and its documents can speak of them. */
import type { Kind } from "../text.ts";

export interface StoryAccount {
  readonly kind: Kind;
  readonly name: string;
  readonly city: string;
  readonly bio: string;
}

export const stories = {
  brand: { kind: "brand", name: "Ondry Ridge", city: "Leeds", bio: "Trail shoes for muddy mornings. Leeds." },
  rival: { kind: "brand", name: "Talvane", city: "Portland", bio: "Light shoes for long ridges. Portland." },
  loyal: {
    kind: "person",
    name: "Tess Fenlow",
    city: "Sheffield",
    bio: "Fell runner, mapmaker, slow on purpose. Sheffield.",
  },
  star: { kind: "person", name: "Maya Selcombe", city: "London", bio: "Songs, stages and late trains. London." },
  bridge: { kind: "person", name: "Ned Thornlow", city: "Bristol", bio: "Bakes by day, plays by night. Bristol." },
} as const satisfies Record<string, StoryAccount>;
