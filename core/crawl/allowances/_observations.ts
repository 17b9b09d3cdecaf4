/** What answers teach about tokens and windows. */
import { capMsMax, quarantineMs, reasonLengthMax } from "../../limits.ts";
import type { OperationTable, Platform } from "../../platforms/platform.ts";
import { addressToken, tokenKey, type TokenRecord, type WindowsRecord } from "./_allowance_records.ts";
import { type AllowanceTools, loadScope, platformOf, scopesOf, tableOf, windowsKey } from "./_allowance_tools.ts";
import { combine } from "./_combine.ts";
import { update } from "./_compare_and_set.ts";
import { retired, type Tokens } from "./_tokens.ts";
import type { Observation } from "./allowances.ts";
import { monthEndMs } from "./money.ts";

/** A token with its records at one endpoint. */
interface Seen {
  readonly token: TokenRecord;
  /** In the order of `scopesOf`. */
  readonly records: readonly WindowsRecord[];
}

export function openObservations(tools: AllowanceTools, tokens: Tokens) {
  const { store, clock, rules } = tools;
  const learnTogether = combine(observeToken);

  return { observe };

  async function observe(observations: readonly Observation[]): Promise<void> {
    await Promise.all(observations.map((observation) => {
      const { platform, token, operation, kind } = observation;
      return kind === "unused" ? null : learnTogether(`${platform} ${token} ${operation}`, observation);
    }));
  }

  /** Of one token and operation. Most say nothing new: then nothing is written. */
  async function observeToken(group: readonly Observation[]): Promise<void> {
    const platform = platformOf(tools, group[0].platform);
    const table = tableOf(platform, group[0].operation);
    const key = tokenKey(group[0].token ?? addressToken(platform.name).id);
    const stored = tokens.read(platform, (await store.get<TokenRecord>(key)).value);
    if (stored === null) return;
    const safe = await Promise.all(group.map((observation) => withoutCredential(observation, stored)));
    const scopes = scopesOf(table);
    const keys = [key, ...scopes.map((scope) => windowsKey(table, stored, scope))];
    await update<[TokenRecord, ...WindowsRecord[]]>(store, keys, ([found, ...records]) => {
      const token = tokens.read(platform, found);
      if (token === null) return null;
      const nowMs = clock.now();
      const before: Seen = {
        token,
        records: scopes.map((scope, index) => loadScope(tools, records[index], { table, token, scope, nowMs })),
      };
      const after = safe.reduce((seen, observation) => learn(seen, observation, { platform, table, nowMs }), before);
      if (after === before) return null;
      const changed = after.records.map((record, index) => record === before.records[index] ? undefined : record);
      return [after.token === token ? undefined : after.token, ...changed] as Partial<
        [TokenRecord, ...WindowsRecord[]]
      >;
    });
  }

  function learn(
    seen: Seen,
    observation: Observation,
    at: { readonly platform: Platform; readonly table: OperationTable; readonly nowMs: number },
  ): Seen {
    const { table, nowMs } = at;
    const { kind, quota } = observation;
    let { token, records } = seen;
    const picked = quota === undefined ? -1 : rules.quota.pick(table.limits, quota);
    const scope = Math.max(0, scopesOf(table).indexOf(table.limits[picked]?.scope ?? "token"));
    const windowMs = table.limits[picked]?.windowMs ?? table.limits[0]?.windowMs ?? null;

    if (quota !== undefined && picked >= 0) {
      const share = scope === 0 ? token.share : 1;
      records = changeAt(records, scope, (record) => {
        const windows = record.windows.map((window) =>
          window.windowMs === windowMs ? rules.quota.lower(window, quota, nowMs, share) : window
        );
        return windows.every((window, index) => window === record.windows[index]) ? record : { ...record, windows };
      });
    }
    if (kind === "page" || kind === "absent") {
      if (token.limitedCount > 0) token = { ...token, limitedCount: 0 };
    } else if (kind === "limited" && observation.cause === "cap") {
      const untilMs = quota?.resetAfterMs === undefined
        ? monthEndMs(nowMs)
        : nowMs + Math.min(capMsMax, Math.max(0, quota.resetAfterMs));
      token = rested(token, untilMs, "the platform says that the month's volume is used up");
    } else if (kind === "limited") {
      // While it is closed, more of the same come from calls that were under way, or a second time: they say nothing new.
      const isNew = nowMs >= records[scope].closedUntilMs;
      if (isNew) {
        const closedUntilMs = rules.quota.close(windowMs, quota, nowMs);
        records = changeAt(records, scope, (record) => ({ ...record, closedUntilMs }));
        token = { ...token, limitedCount: token.limitedCount + 1 };
        if (token.limitedCount >= 2) {
          const reason = `two answers in a row said "too many calls" at ${table.endpoint} where our count allowed them`;
          token = { ...rested(token, nowMs + quarantineMs, reason), limitedCount: 0 };
        }
      }
    } else if (kind === "refused" && !token.retired) {
      const reason = `the platform refused it: ${observation.reason ?? "no reason given"}`;
      token = at.platform.needsCredential ? retired(token, reason) : rested(token, nowMs + quarantineMs, reason);
    }
    return token === seen.token && records === seen.records ? seen : { token, records };
  }

  /** A reason is shown to people: it is cut short, and should the platform have echoed the credential, that is cut out. */
  async function withoutCredential(observation: Observation, token: TokenRecord): Promise<Observation> {
    if (observation.reason === undefined) return observation;
    const credential = await tokens.credentialOf(token).catch(() => null);
    const safe = credential === null ? observation.reason : observation.reason.replaceAll(credential, "…");
    return { ...observation, reason: safe.slice(0, reasonLengthMax) };
  }
}

function rested(token: TokenRecord, untilMs: number, reason: string): TokenRecord {
  return untilMs <= token.restsUntilMs ? token : { ...token, restsUntilMs: untilMs, reason };
}

function changeAt<T>(values: readonly T[], at: number, change: (value: T) => T): readonly T[] {
  const changed = change(values[at]);
  return changed === values[at] ? values : values.map((value, index) => index === at ? changed : value);
}
