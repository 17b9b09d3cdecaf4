/** What changed since the run before, as answers tell it. */
import { type Exchange } from "../../community/history_file.ts";
import type { CommunityModel } from "../../community/model.ts";
import { NotFoundError } from "../../errors.ts";
import type { AccountSummary } from "../answers.ts";
import type { ChangesAnswer, CommunityChanges, CommunityEvent, Kin } from "../changes.ts";
import type { CommunityName } from "../communities.ts";
import type { View } from "../view.ts";

export function describeChanges(model: CommunityModel): ChangesAnswer {
  const { generation, history: { before, events, compared, moved } } = model;
  return { before, after: generation.name, events: events.map((event) => withNames(model, event)), compared, moved };
}

/** @throws {NotFoundError} If neither run has such a community. */
export function describeCommunityChanges(view: View, model: CommunityModel, id: string): CommunityChanges {
  const { before, events, after } = describeChanges(model);
  const { joined, left }: Exchange = model.history.exchanges[id] ?? { joined: [], left: [] };
  const community = findName(model, id) ?? model.history.gone.find((gone) => gone.id === id);
  if (community === undefined) {
    throw new NotFoundError(`Cannot tell changes of community "${id}": neither this run nor the one before has it`);
  }
  const concerns = (event: CommunityEvent) => event.community.id === id || event.kin.some((kin) => kin.id === id);
  return {
    before,
    after,
    community,
    events: events.filter(concerns),
    joined: joined.map((account) => summarize(view, account)),
    left: left.map((account) => summarize(view, account)),
  };
}

/** Names as they are now: a label may have become another since the event was told. */
function withNames(model: CommunityModel, event: CommunityEvent): CommunityEvent {
  const rename = <Named extends CommunityName | Kin>(named: Named): Named => ({
    ...named,
    ...findName(model, named.id),
  });
  return { ...event, community: rename(event.community), kin: event.kin.map(rename) };
}

function findName({ levels }: CommunityModel, id: string): CommunityName | undefined {
  for (const { records } of levels) {
    const record = records.find((each) => each.id === id);
    if (record !== undefined) return { id, label: record.label.text };
  }
  return undefined;
}

/** An account of the run before may have left the network: then its id is all there is. */
function summarize({ accounts }: View, account: string): AccountSummary {
  try {
    return accounts.summarize(accounts.find(account));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return { id: account, handle: null, name: null, kind: null, verified: null, followers: 0, coverage: null };
  }
}
