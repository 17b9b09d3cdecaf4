import { createKey, listKeys, revokeKey } from "../../core/workspace/key_file.ts";
import { type KeyRecord, type Scope, scopes } from "../../core/workspace/keys.ts";
import { UsageError } from "../../core/errors.ts";
import { openWorkspace } from "../../core/workspace/workspace.ts";
import { defineCommand, defineGroup } from "../_command.ts";
import { bold, formatTable } from "../_terminal.ts";

const sources = { now: Date.now, random: (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes) };

const create = defineCommand<{ scope: Scope[]; expires?: Date }, [string]>("create", {
  operands: "<name>",
  description: "Make an API key and print it, once",
  examples: ["deno task keys create 'brand page'", "deno task keys create ops --scope read,admin --expires 2027-06-30"],
  options: (command) =>
    command
      .option("--scope <scopes>", `what it allows, of ${scopes.join(", ")}`, parseScopes, ["read"])
      .option("--expires <date>", "last day it is good for, such as 2027-06-30", parseDate),
  async action(context, { scope, expires }, name) {
    const workspace = await openWorkspace(context.workspace);
    const { text, key } = await createKey(workspace.folder, { name, scopes: scope, expires }, sources);
    context.note(`Key ${key.id} for ${key.scopes.join(", ")}. It is shown once and stored nowhere:`);
    context.print(bold(text), { ...withoutHash(key), key: text });
  },
});

const list = defineCommand("list", {
  description: "List the API keys of a workspace",
  examples: ["deno task keys list"],
  async action(context) {
    const workspace = await openWorkspace(context.workspace);
    const keys = await listKeys(workspace.folder);
    const rows = keys.map((
      key,
    ) => [key.id, key.name, key.scopes.join(","), key.created.slice(0, 10), describeState(key)]);
    context.print(
      keys.length === 0
        ? "No keys yet; make one with asterism keys create NAME"
        : formatTable([["id", "name", "scopes", "created", "state"], ...rows]),
      keys.map(withoutHash),
    );
  },
});

const revoke = defineCommand<Record<string, never>, [string]>("revoke", {
  operands: "<id>",
  description: "Take an API key back; it is refused from the next second on",
  examples: ["deno task keys revoke 5f1a09c2d1e4"],
  async action(context, _options, id) {
    const workspace = await openWorkspace(context.workspace);
    const key = await revokeKey(workspace.folder, id, sources);
    context.print(`Revoked ${key.id} (${key.name})`, withoutHash(key));
  },
});

export const keysGroup = defineGroup("keys", "Create, list and revoke API keys", [create, list, revoke]);

function parseScopes(text: string): Scope[] {
  return text.split(",").map((name) => {
    const scope = scopes.find((known) => known === name.trim());
    if (scope === undefined) throw new UsageError(`Cannot use scope "${name}": needed one of ${scopes.join(", ")}`);
    return scope;
  });
}

function parseDate(text: string): Date {
  const date = new Date(`${text}T23:59:59.999Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime())) {
    throw new UsageError(`Cannot use date "${text}": needed one such as 2027-06-30`);
  }
  return date;
}

function describeState({ expires, revoked }: KeyRecord): string {
  if (revoked !== null) return `revoked ${revoked.slice(0, 10)}`;
  return expires === null ? "good" : `until ${expires.slice(0, 10)}`;
}

function withoutHash({ hash: _hash, ...key }: KeyRecord): Omit<KeyRecord, "hash"> {
  return key;
}
