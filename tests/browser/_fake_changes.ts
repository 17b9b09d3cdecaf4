/**
 * Invented changes since the last run: one of each kind.
 */
import type { ChangesAnswer, CommunityChanges, CommunityEvent } from "../../core/answers/changes.ts";
import type { FakeCommunities } from "./_fake_communities.ts";

export function listFakeChanges(fake: FakeCommunities, { first }: { first: boolean }): ChangesAnswer {
  const after = fake.evidence.communities;
  if (first) return { before: null, after, events: [], compared: 0, moved: 0 };
  const name = (id: string) => ({ id, label: fake.summary(id)!.label.text });
  const events: CommunityEvent[] = [
    {
      kind: "birth",
      community: name("c-game"),
      sizeBefore: 0,
      sizeAfter: 1_644,
      kin: [{ ...name("c-film"), share: 0.31, size: 2_840 }],
    },
    {
      kind: "split",
      community: { id: "c-move", label: "walking, wheels" },
      sizeBefore: 4_980,
      sizeAfter: 2_190,
      kin: [{ ...name("c-bike"), share: 0.43, size: 2_190 }, { ...name("c-coffee"), share: 0.39, size: 2_306 }],
    },
    {
      kind: "merge",
      community: name("c-trail"),
      sizeBefore: 2_100,
      sizeAfter: 3_412,
      kin: [
        { id: "c-road", label: "road running", share: 0.55, size: 2_100 },
        { id: "c-ultra", label: "ultra, mountains", share: 0.36, size: 1_290 },
      ],
    },
    { kind: "death", community: { id: "c-vine", label: "six second videos" }, sizeBefore: 640, sizeAfter: 0, kin: [] },
    { kind: "continues", community: name("c-gear"), sizeBefore: 2_204, sizeAfter: 2_588, kin: [] },
    { kind: "continues", community: name("c-sail"), sizeBefore: 780, sizeAfter: 717, kin: [] },
  ];
  return { before: "0003-0d41cc90", after, events, compared: 18_204, moved: 1_377 };
}

export function describeFakeChanges(
  fake: FakeCommunities,
  id: string,
  { first }: { first: boolean },
): CommunityChanges {
  const { events, before, after } = listFakeChanges(fake, { first });
  const members = fake.members(id);
  return {
    before,
    after,
    community: { id, label: fake.summary(id)!.label.text },
    events: events.filter(({ community }) => community.id === id),
    joined: first ? [] : members.slice(9, 21),
    left: first ? [] : members.slice(60, 63),
  };
}
