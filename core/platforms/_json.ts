/** Careful reading of what platforms answer: a field that is not what it should be is null, and nothing throws. */

export type Json = Readonly<Record<string, unknown>>;

/** The object that `body` is; null where it is cut, HTML or anything else. */
export function parseObject(body: string): Json | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : null;
}

/** Null where it is no list, or holds anything but objects. */
export function asObjects(value: unknown): readonly Json[] | null {
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject);
  return objects.includes(null) ? null : objects as Json[];
}

export function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function asFlag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** A whole number from 0. */
export function asCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : null;
}

/** ISO 8601 in UTC; null where it is no date between the years 1 and 9999. */
export function asTime(value: unknown): string | null {
  const time = typeof value === "string" ? new Date(value) : null;
  if (time === null || Number.isNaN(time.getTime())) return null;
  const text = time.toISOString();
  return text.length === 24 ? text : null; // else the year has a sign
}

/** The texts that `read` finds in the objects of a list, each once; a list that is none has none. */
export function pickTexts(list: unknown, read: (item: Json) => unknown): string[] {
  const texts = (asObjects(list) ?? []).map((item) => asText(read(item))).filter((text) =>
    text !== null && text !== ""
  );
  return [...new Set(texts as string[])];
}
