/**
 * An invented map: communities on a spiral, their accounts around them. The same for the same size.
 */
import type { MapAnswer, MapCommunity } from "../../core/answers/map.ts";
import type { FakeCommunities } from "./_fake_communities.ts";
import { createRandom } from "../../scripts/_random.ts";

export interface FakeMapOptions {
  readonly level: number;
  readonly limit: number;
  /** Accounts there are. */
  readonly total: number;
}

export function drawFakeMap(fake: FakeCommunities, { level, limit, total }: FakeMapOptions): MapAnswer {
  const planned = fake.tree().communities.filter((community) => community.level === level);
  const placed = planned.reduce((sum, { size }) => sum + size, 0);
  const communities: MapCommunity[] = planned.map(({ id, label, size, sensitive }, position) => {
    const angle = position * 2.4;
    const away = 0.36 * Math.sqrt((position + 0.35) / planned.length);
    return {
      id,
      label: label.text,
      x: round(0.5 + away * Math.cos(angle) * 1.05),
      y: round(0.5 + away * Math.sin(angle) * 1.05),
      radius: round(0.155 * Math.sqrt(size / placed) + 0.02),
      size,
      sensitive: sensitive !== null,
    };
  });
  const ties = communities.slice(1).flatMap((_community, position) => [
    { from: position, to: position + 1, weight: 0.09 },
    ...position % 2 === 0 && position + 3 < communities.length
      ? [{ from: position, to: position + 3, weight: 0.22 }]
      : [],
  ]);
  return {
    level,
    communities,
    ties,
    accounts: scatter(fake, { communities, count: Math.min(limit, total) }),
    total,
    evidence: fake.evidence,
  };
}

function scatter(
  fake: FakeCommunities,
  { communities, count }: { communities: readonly MapCommunity[]; count: number },
): MapAnswer["accounts"] {
  const random = createRandom(7);
  const known = communities.map(({ id }) => fake.members(id));
  const weights = communities.map(({ size }) => size);
  const sum = weights.reduce((total, weight) => total + weight, 0) * 1.07;
  const rows = Array.from({ length: count }, (_none, rank) => {
    let left = random() * sum;
    const community = weights.findIndex((weight) => (left -= weight) < 0);
    const home = communities[community];
    const away = (home === undefined ? 0.5 : home.radius * 1.1) * Math.sqrt(-Math.log(1 - random() * 0.98)) / 1.5;
    const angle = random() * 2 * Math.PI;
    const x = clamp((home?.x ?? 0.5) + away * Math.cos(angle));
    const y = clamp((home?.y ?? 0.5) + away * Math.sin(angle));
    return { x, y, community, followers: Math.round(91_300 / (1 + rank * 0.02) + 20) };
  });
  const seen = communities.map(() => 0);
  const who = rows.map(({ community }, rank) => {
    const account = community < 0 ? undefined : known[community][seen[community]++];
    return account ?? { id: `x:${900_000 + rank}`, name: `Account ${rank + 1}` };
  });
  return {
    ids: who.map(({ id }) => id),
    names: who.map(({ name, id }) => name ?? id),
    x: rows.map(({ x }) => x),
    y: rows.map(({ y }) => y),
    community: rows.map(({ community }) => community),
    followers: rows.map(({ followers }) => followers),
  };
}

function clamp(value: number): number {
  return round(Math.min(Math.max(value, 0.01), 0.99));
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
