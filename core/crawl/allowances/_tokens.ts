/** Platform tokens: kept, shown, retired, encrypted anew; and their secrets in clear for as long as they are needed. */
import { createHash } from "node:crypto";
import { InputError, NotFoundError, UsageError } from "../../errors.ts";
import { crawlNameMax, credentialsCachedMax, secretBytesMax } from "../../limits.ts";
import type { Platform } from "../../platforms/platform.ts";
import {
  addressToken,
  type MonthBudgets,
  tokenBudgetKey,
  tokenKey,
  type TokenRecord,
  tokensKey,
  type WindowsRecord,
} from "./_allowance_records.ts";
import { type AllowanceTools, loadScope, platformOf, scopesOf, windowsKey } from "./_allowance_tools.ts";
import { readMonth } from "./_budgets.ts";
import { update } from "./_compare_and_set.ts";
import type { QuotaStatus, TokenRequest, TokenState, TokenStatus } from "../job.ts";
import { monthOf } from "./money.ts";
import { spent } from "./quota.ts";
import { type RecordName, SecretError } from "./secrets.ts";

export type Tokens = ReturnType<typeof openTokens>;

export function openTokens(tools: AllowanceTools) {
  const { store, clock, secrets } = tools;
  /** Secrets in clear, by token, each for one ciphertext. */
  const credentials = new Map<string, { nonce: string; text: string }>();

  return { add, list, retire, rotate, read, readAll, credentialOf };

  /** Adding a token that is there adds nothing: it would be given its calls twice. One that was retired works again. */
  async function add(request: TokenRequest): Promise<TokenStatus> {
    const platform = platformOf(tools, request.platform);
    validate(platform, request);
    if (secrets === null) {
      throw new UsageError("Cannot keep a platform token: needed a master key in ASTERISM_MASTER_KEY, found none");
    }
    const id = tokenIdOf(platform, request.secret.trim());
    const record: TokenRecord = {
      ...addressToken(platform.name),
      id,
      app: request.app,
      name: request.name,
      share: request.share ?? 1,
      createdMs: clock.now(),
      secret: await secrets.encrypt(request.secret.trim(), secretName(platform.name, id)),
    };
    let kept = record;
    await update<[TokenRecord]>(store, [tokenKey(id)], ([found]) => {
      kept = found === null || found.retired ? record : found;
      if (kept.app !== record.app) {
        throw new UsageError(
          `Cannot add a platform token: it is there already, as "${kept.name}" of app "${kept.app}"`,
        );
      }
      return kept === found ? null : [record];
    });
    return await describe(kept);
  }

  async function list(): Promise<TokenStatus[]> {
    const found: TokenStatus[] = [];
    for (const platform of tools.platforms.values()) {
      for (const token of await readAll(platform)) found.push(await describe(token));
    }
    return found;
  }

  /** Doing so twice does no harm. */
  async function retire(id: string, reason = "retired by hand"): Promise<TokenStatus> {
    let record: TokenRecord | null = null;
    await update<[TokenRecord]>(store, [tokenKey(id)], ([found]) => {
      record = found?.retired === false ? retired(found, reason) : found;
      return record === found || record === null ? null : [record];
    });
    credentials.delete(id);
    if (record === null) throw new NotFoundError(`There is no platform token "${id}"`);
    return await describe(record);
  }

  /** Encrypts every secret with the newest key. @returns How many were changed. */
  async function rotate(): Promise<number> {
    if (secrets === null) return 0;
    let changed = 0;
    for (const platform of tools.platforms.values()) {
      for (const { id } of await readAll(platform)) {
        const name = secretName(platform.name, id);
        const { value, version } = await store.get<TokenRecord>(tokenKey(id));
        if (value === null || value.secret === null || value.secret.version === secrets.version) continue;
        const secret = await secrets.encrypt(await secrets.decrypt(value.secret, name), name);
        // Whatever else is written to it meanwhile stays; only the same secret is replaced.
        const old = value.secret;
        const key = tokenKey(id);
        const written = await update<[TokenRecord]>(
          store,
          [key],
          ([found]) => found?.secret && same(found.secret.nonce, old.nonce) ? [{ ...found, secret }] : null,
        );
        if (written || version === null) changed++;
      }
    }
    return changed;
  }

  /** The token's record, or what stands for one where the platform needs none. */
  function read(platform: Platform, stored: TokenRecord | null): TokenRecord | null {
    return stored ?? (platform.needsCredential ? null : addressToken(platform.name));
  }

  async function readAll(platform: Platform): Promise<TokenRecord[]> {
    const found: TokenRecord[] = [];
    for await (const { value } of store.list<TokenRecord>({ prefix: tokensKey(platform.name) })) {
      if (value !== null) found.push(value);
    }
    return found.length > 0 || platform.needsCredential ? found : [addressToken(platform.name)];
  }

  /** The secret in clear; null where none is needed. @throws {SecretError} */
  async function credentialOf(token: TokenRecord): Promise<string | null> {
    if (token.secret === null) return null;
    const nonce = token.secret.nonce.join();
    const known = credentials.get(token.id);
    if (known?.nonce === nonce) return known.text;
    if (secrets === null) {
      throw new SecretError("Cannot decrypt a platform token: needed a master key in ASTERISM_MASTER_KEY, found none");
    }
    const text = await secrets.decrypt(token.secret, secretName(token.platform, token.id));
    if (credentials.size >= credentialsCachedMax) credentials.clear();
    credentials.set(token.id, { nonce, text });
    return text;
  }

  async function describe(token: TokenRecord): Promise<TokenStatus> {
    const nowMs = clock.now();
    const unreadable = await credentialOf(token).then(() => null, (error: Error) => error.message);
    const state = unreadable === null ? stateOf(token, nowMs) : "quarantined";
    const reason = unreadable ?? token.reason;
    const until = token.restsUntilMs > nowMs ? new Date(token.restsUntilMs).toISOString() : undefined;
    const month = await store.get<MonthBudgets>(tokenBudgetKey(token.id));
    const { chargedMicros, settledMicros } = readMonth(month.value, monthOf(nowMs));
    return {
      id: token.id,
      platform: token.platform,
      app: token.app,
      name: token.name,
      state,
      ...(state === "active" || reason === null ? {} : { reason }),
      ...(state === "quarantined" && until !== undefined ? { until } : {}),
      created: new Date(token.createdMs).toISOString(),
      share: token.share,
      windows: state === "retired" ? [] : await readWindows(token, nowMs),
      money: { chargedMicros, settledMicros, limitMicros: null },
    };
  }

  async function readWindows(token: TokenRecord, nowMs: number): Promise<QuotaStatus[]> {
    const found: QuotaStatus[] = [];
    for (const table of Object.values(platformOf(tools, token.platform).operations)) {
      if (found.some(({ endpoint }) => endpoint === table.endpoint)) continue; // Two operations may share an endpoint.
      const scopes = scopesOf(table);
      const records = await store.getMany<WindowsRecord>(scopes.map((scope) => windowsKey(table, token, scope)));
      scopes.forEach((scope, index) => {
        const record = loadScope(tools, records[index].value, { table, token, scope, nowMs });
        const closedUntil = nowMs < record.closedUntilMs ? new Date(record.closedUntilMs).toISOString() : null;
        for (const window of record.windows) {
          const { limit, windowMs } = window;
          found.push({ endpoint: table.endpoint, scope, limit, windowMs, spent: spent(window, nowMs), closedUntil });
        }
      });
    }
    return found;
  }
}

export function stateOf(token: TokenRecord, nowMs: number): TokenState {
  return token.retired ? "retired" : nowMs < token.restsUntilMs ? "quarantined" : "active";
}

/** A token that makes no call any more; its secret is destroyed. */
export function retired(token: TokenRecord, reason: string): TokenRecord {
  return { ...token, retired: true, reason, secret: null };
}

/** The same for the same credential, so that its windows are the same, too. 48 bits of a hash of 128 and more tell nothing of it. */
function tokenIdOf(platform: Platform, secret: string): string {
  const hash = createHash("sha256").update(`platform token of ${platform.name}|${secret}`).digest("hex");
  return `${platform.name}-${hash.slice(0, 12)}`;
}

function secretName(platform: string, id: string): RecordName {
  return { purpose: `platform token of ${platform}`, id };
}

function validate(platform: Platform, request: TokenRequest): void {
  if (!platform.needsCredential) {
    throw new UsageError(`Cannot add a token for ${platform.title}: it needs none, its limits count by address`);
  }
  const { app, name, secret, share = 1 } = request;
  for (const [what, text] of Object.entries({ app, name })) {
    if (text.length > crawlNameMax || !/^\P{Cc}+$/u.test(text)) {
      throw new UsageError(`Cannot add a platform token: its ${what} needs 1 to ${crawlNameMax} characters`);
    }
  }
  if (!(share > 0 && share <= 1)) {
    throw new UsageError(`Cannot add a platform token: its share must be above 0 and at most 1, got ${share}`);
  }
  const trimmed = secret.trim();
  const bytes = new TextEncoder().encode(trimmed).length;
  // What goes into a header: no spaces and line ends, which would let a wrong file through.
  if (bytes > secretBytesMax || !/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new InputError(
      `Cannot add a platform token: its secret must be 1 to ${secretBytesMax} printable characters without spaces, found ${bytes} bytes`,
    );
  }
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
