/** Money, time and moments, as people read them and as they type them. */
import { UsageError } from "../../core/errors.ts";
import { formatCount } from "../_terminal.ts";

const microsPerDollar = 1_000_000;

/** "1 account", "1,200 accounts". */
export function countOf(count: number, plural: string): string {
  return `${formatCount(count)} ${count === 1 ? plural.replace(/s$/, "") : plural}`;
}

/** 12_340_000 -> "$12.34"; amounts below a cent keep four digits. */
export function formatMoney(micros: number): string {
  const dollars = micros / microsPerDollar;
  const digits = micros === 0 || Math.abs(dollars) >= 0.01 ? 2 : 4;
  return `$${dollars.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** Two units at most: "45 s", "12 min", "3 h 20 min", "2 d 4 h". */
export function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Reads dollars, "5" or "12.50", into millionths. */
export function dollars(name: string): (text: string) => number {
  return (text) => {
    const found = /^\$?(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
    if (found === null) {
      throw new UsageError(`Cannot use ${name} "${text}": needed US dollars, such as 5 or 12.50`);
    }
    return Number(found[1]) * microsPerDollar + Number((found[2] ?? "").padEnd(6, "0"));
  };
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads a length of time, "60s", "15m", "6h", "1d" or "1w", into ms. */
export function lengthOfTime(name: string): (text: string) => number {
  return (text) => {
    const found = /^(\d{1,6})\s*([a-z]+)$/.exec(text.trim());
    const seconds = found === null || !Object.hasOwn(units, found[2]) ? 0 : Number(found[1]) * units[found[2]];
    if (seconds === 0) {
      throw new UsageError(`Cannot use ${name} "${text}": needed a length of time, such as 60s, 15m, 6h, 1d or 1w`);
    }
    return seconds * 1000;
  };
}
