/** Cuts short texts of any language into words. */

/** Ends a run of words: no phrase goes across. */
export const pause = "\n";

const links =
  /(?:https?:|www\.)\S+|\S+@\S+|@[\p{L}\p{N}_.]+|\b(?:[\w-]+\.)+(?:com|net|org|io|co|de|fr|es|uk|it|nl|br|me|ly)\b\S*/giu;
const mayHoldLinks = /[@.:]/;
/** Letters and digits with what may stand inside a word; hashtags whole; punctuation that parts phrases. */
const pieces = /#[\p{L}\p{N}_]+|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*|[^\p{L}\p{N}\s'’"“”«»-]+/gu;
/** Scripts that are written without spaces. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const wordy = /^[\p{L}\p{N}]/u;
/** French and Italian articles and the like, before an apostrophe. */
const elided = /^(?:[a-zà-ÿ]{1,2}|qu|jusqu|lorsqu|puisqu|aujourd|dell|nell|all|sull|dall|un|quest|quell)$/i;

export interface TokenVisitor {
  /** @param word Lower-case, accents kept. */
  word(word: string, inHashtag: boolean): void;
  pause(): void;
}

/** Tells `visitor` of each word of a text in order, and of what parts phrases. Never of links, addresses and handles. */
export function readTokens(text: string, visitor: TokenVisitor): void {
  const clean = mayHoldLinks.test(text) ? text.replace(links, pause) : text;
  if (unspaced.test(clean)) return readUnspaced(clean, visitor);
  for (const [piece] of clean.matchAll(pieces)) {
    if (piece.startsWith("#") && piece.length > 1) {
      visitor.pause();
      for (const word of splitCompound(piece.slice(1))) visitor.word(word, true);
      visitor.pause();
    } else if (wordy.test(piece)) visitor.word(withoutArticle(piece).toLowerCase(), false);
    else visitor.pause();
  }
}

function readUnspaced(text: string, visitor: TokenVisitor): void {
  let inHashtag = false;
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) visitor.word(segment.toLowerCase(), inHashtag);
    else {
      visitor.pause();
      inHashtag = segment.endsWith("#");
    }
  }
}

/** "l'église" -> "église", "mum's" -> "mum"; other words stay. */
function withoutArticle(piece: string): string {
  const at = piece.search(/['’]/);
  if (at < 0) return piece;
  const before = piece.slice(0, at);
  const after = piece.slice(at + 1);
  if (/^(?:s|S)$/.test(after)) return before;
  return elided.test(before) && after.length > 1 ? after : piece;
}

/** Words of a hashtag or handle: "TrailRunning2024" -> ["trail", "running"], "slow_bread" -> ["slow", "bread"]. */
export function splitCompound(text: string): string[] {
  return text.split(/[_.\-\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u).filter((part) => part.length > 0)
    .map((part) => part.toLowerCase());
}

const special: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
  "’": "'",
};

/** What makes two spellings one word: no accents, no case. */
export function foldText(text: string): string {
  // deno-lint-ignore no-control-regex -- ASCII is the fast path
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(
    /[ßæœøđłı’]/g,
    (letter) => special[letter],
  );
}
