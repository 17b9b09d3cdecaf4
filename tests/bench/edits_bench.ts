import { createHash } from "node:crypto";
import { overlayEdits } from "../../core/community/edits/overlay.ts";
import type { EditEntry } from "../../core/community/edits/entry.ts";
import { measureKnownFor } from "../../core/community/known_for.ts";
import { type CommunityModel, describeLevel } from "../../core/community/model.ts";
import { accountOf, inventEntry, inventModel, inventTools } from "../unit/community/edits/_world.ts";
import { type Bench, median, time } from "./_harness.ts";
import { createRandom } from "../../scripts/_random.ts";

const seed = 1;

/** All edits of a workspace laid over a run's communities, as it is done when a person makes one more. Labels are not made. */
export const edits: Bench = {
  name: "edits",
  unit: "influencers/s",
  async run({ size }) {
    const shape = size === "full"
      ? { influencers: 200_000, communities: 200, parts: 6, neighbours: 30 }
      : { influencers: 2000, communities: 20, parts: 3, neighbours: 10 };
    const count = size === "full" ? 300 : 30;
    const model = inventModel(seed, shape);
    const tools = inventTools(model);
    const entries = inventEntries(model, count);
    const runs = size === "full" ? 5 : 2;
    const seconds = await time(runs, () => overlayEdits(model, entries, tools));
    const oneMerge = await time(runs, () => overlayEdits(model, entries.slice(0, 1), tools));
    const countAnew = () => {
      for (const { communityOf, records } of model.levels) describeLevel(model.graph, communityOf, records);
      measureKnownFor(model.graph, model.levels[model.records.baseLevel].communityOf);
    };
    const anew = median(await time(runs, countAnew));
    const { model: edited, results } = overlayEdits(model, entries, tools);
    const hash = createHash("sha256");
    for (const { communityOf } of edited.levels) hash.update(new Uint8Array(communityOf.slice().buffer));
    const applied = results.filter(({ notApplied }) => notApplied === null).length;
    return {
      input: `${shape.influencers} influencers with ${shape.neighbours} neighbours, ${
        model.levels.map(({ records }) => records.length).join(" and ")
      } communities; ${count} edits: merges, pins, splits, names`,
      seed,
      count: shape.influencers,
      seconds,
      baselineSeconds: await time(runs, () => overlayEdits(model, [], tools)),
      digest: hash.digest("hex").slice(0, 16),
      limits: [{ name: "counting once what follows from who is where", rate: shape.influencers / anew }],
      peers: [],
      quality: `${applied} of ${count} hold; all edits ${(median(seconds) * 1000).toFixed(0)} ms, one merge ${
        (median(oneMerge) * 1000).toFixed(0)
      } ms; invariants and plain lists: tests/unit/community/edits`,
    };
  },
};

function inventEntries(model: CommunityModel, count: number): EditEntry[] {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  return Array.from({ length: count }, (_, number) => {
    const { records, members } = model.levels[number % model.levels.length];
    const { id } = pick(records);
    const position = Math.floor(random() * model.levels[0].records.length);
    const choices = [
      { community: id, edit: { action: "merge", into: pick(records).id } },
      {
        community: id,
        edit: { action: "pin", account: accountOf(Math.floor(random() * model.memberStability.length)) },
      },
      {
        community: model.levels[0].records[position].id,
        edit: { action: "split", accounts: [...model.levels[0].members[position].subarray(5, 200)].map(accountOf) },
      },
      { community: id, edit: { action: "rename", text: `name ${number} of ${members.length}` } },
    ] as const;
    return inventEntry(model, number, choices[number % choices.length]);
  });
}
