/** Account ids: text `platform:id`, such as `x:12` or `bluesky:did:plc:…` (DESIGN 5). */
import { InputError } from "../errors.ts";
import { accountIdBytesMax } from "../limits.ts";

/** Platform of a bare id that nobody said more about. */
export const platformDefault = "file";

export interface AccountId {
  readonly platform: string;
  /** The platform's own id; may hold colons itself. */
  readonly id: string;
}

/**
 * Reads an account id; a bare id takes `platform`.
 * Only a text that begins with a platform name and a colon counts as qualified.
 * @throws {InputError} If the id is empty, too long or holds control characters.
 */
export function parseAccountId(text: string, platform: string = platformDefault): AccountId {
  const [, named, rest] = /^([a-z][a-z0-9-]*):(.*)$/s.exec(text) ?? [];
  const parsed = named === undefined ? { platform, id: text } : { platform: named, id: rest };
  if (parsed.id === "") {
    throw new InputError(`Cannot use account id "${text}": needed text after the platform, found none`);
  }
  if (/\p{Cc}/u.test(parsed.id)) {
    throw new InputError(`Cannot use account id ${JSON.stringify(text)}: needed no control characters`);
  }
  const size = new TextEncoder().encode(formatAccountId(parsed)).length;
  if (size > accountIdBytesMax) {
    throw new InputError(
      `Cannot use account id "${text.slice(0, 40)}…": needed at most ${accountIdBytesMax} bytes, found ${size}`,
    );
  }
  return parsed;
}

/** `platform:id`, the form that is stored. */
export function formatAccountId({ platform, id }: AccountId): string {
  return `${platform}:${id}`;
}
