/** What people read at the simulator's root, and when it starts: where everything is, with commands to type. */
import { handleOnBluesky } from "./_bluesky_names.ts";
import { baseUrls } from "./simulator.ts";
import type { LedgerSummary } from "./ledger.ts";
import type { SimulatorServerOptions } from "./server.ts";

export function pageAbout(origin: string, { society, tokens, influencerCount }: SimulatorServerOptions): string {
  const { x, bluesky } = baseUrls(origin);
  const { handle } = society.account(0);
  const people = (society.accountCount - influencerCount).toLocaleString("en");
  const secret = tokens.find(({ platform }) => platform === "x")?.secret ?? "";
  return `A social network that does not exist: ${influencerCount.toLocaleString("en")} influencers, ${people} people.

X API v2   ${x}
Bluesky    ${bluesky}

Try it:
  curl -H "Authorization: Bearer ${secret}" "${x}/2/users/by/username/${handle}?user.fields=public_metrics"
  curl "${bluesky}/xrpc/app.bsky.actor.getProfile?actor=${handleOnBluesky(handle)}"

Crawl it:
  curl -s "${origin}/_truth/accounts?platform=bluesky&limit=100" > accounts.txt
  deno task crawl start accounts.txt --platform bluesky --base-url bluesky=${bluesky}

What only a simulator can tell:
  ${origin}/_tokens               tokens to crawl with
  ${origin}/_ledger               what arrived, and what it cost; ?arrivals=20 shows the last ones
  ${origin}/_ledger?violations    calls that were too many, too dear, or made with a refused token
  ${origin}/_truth                how much there is to find
  ${origin}/_truth/influencers    whom to crawl: one JSON line each; /_truth/accounts gives their ids alone
  ${origin}/_truth/follows        every follow as CSV; ?platform=bluesky for its names
`;
}

/** What the ledger holds, for people. */
export function describeLedger(
  { arrivals, byEndpoint, byStatus, byFault, micros, microsByApp, violations }: LedgerSummary,
): string {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).sort(([, a], [, b]) => b - a).map(([name, count]) => `${count.toLocaleString("en")} ${name}`)
      .join(", ");
  const dollars = (value: number) => `$${(value / 1e6).toLocaleString("en", { minimumFractionDigits: 2 })}`;
  const apps = Object.entries(microsByApp).map(([app, value]) => `${app} ${dollars(value)}`).join(", ");
  const wrong = counts(Object.fromEntries(Object.entries(violations).filter(([, count]) => count > 0)));
  return [
    `${arrivals.toLocaleString("en")} calls${arrivals > 0 ? `: ${counts(byEndpoint)}` : ""}`,
    ...(arrivals > 0 ? [`Statuses   ${counts(byStatus)}`] : []),
    ...(Object.keys(byFault).length > 0 ? [`Failures   ${counts(byFault)}`] : []),
    ...(micros > 0 ? [`Billed     ${dollars(micros)}${apps === "" ? "" : `: ${apps}`}`] : []),
    `Violations ${wrong === "" ? "none" : wrong}`,
  ].join("\n");
}
