/** An HTTP process over fake answers: the number of followers of an account is the compute process's id, a hit's is this one's. */
import { join } from "node:path";
import { runEdge } from "../../../scripts/serve/_edge.ts";
import { evidence, fakeAnswers } from "../../unit/functions/api/_fake.ts";

await runEdge(JSON.parse(Deno.args[0]), async (workspace, kernel) => {
  const network = await Deno.readTextFile(join(workspace, "network/current"));
  if (network === "broken") throw new Error("this network is broken");
  const plain = fakeAnswers();
  return fakeAnswers([], {
    evidence: { ...evidence, network },
    account: async (account) => ({
      ...await plain.account(account),
      followers: (await kernel.checksumFile("any")).bytes,
    }),
    search: async (query) => {
      const [hit] = await plain.search(query);
      return hit.type === "account" ? [{ ...hit, account: { ...hit.account, followers: Deno.pid } }] : [];
    },
    similar: async (query) => {
      await kernel.rank({ signatures: "s", influencer: 0, by: "jaccard", limit: 1, minimum: 0 });
      return await plain.similar(query);
    },
    overlap: async (query) => {
      await kernel.countRegions({ network: "n", samples: [0], influencers: [0, 1] });
      return await plain.overlap(query);
    },
  });
});
