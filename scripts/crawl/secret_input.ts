/** How a secret comes in: from a variable, from standard input, or typed at a terminal without being shown. Never from argv. */
import { InputError } from "../../core/errors.ts";
import { secretBytesMax } from "../../core/limits.ts";

export interface SecretSource {
  /** Name of a variable that holds it. */
  readonly fromEnv?: string;
  /** Asked at a terminal. */
  readonly question: string;
}

/** @throws {InputError} If there is none, or it is no single line. */
export async function readSecret({ fromEnv, question }: SecretSource): Promise<string> {
  if (fromEnv !== undefined) return checkSecret(Deno.env.get(fromEnv) ?? "", `variable ${fromEnv}`);
  if (!Deno.stdin.isTerminal()) return checkSecret(await new Response(Deno.stdin.readable).text(), "standard input");
  return checkSecret(await typeSecret(question), "what was typed");
}

function checkSecret(text: string, where: string): string {
  const secret = text.trim();
  if (secret === "") throw new InputError(`Cannot add a token: needed its secret in ${where}, found nothing`);
  if (secret.length > secretBytesMax || /[\s\p{Cc}]/u.test(secret)) {
    throw new InputError(`Cannot add a token: needed one secret without spaces in ${where}, found something else`);
  }
  return secret;
}

const [enter, newline, backspace, erase, interrupt, end] = ["\r", "\n", "\x7f", "\b", "\x03", "\x04"];

async function typeSecret(question: string): Promise<string> {
  const encoder = new TextEncoder();
  await Deno.stderr.write(encoder.encode(question));
  Deno.stdin.setRaw(true);
  try {
    let secret = "";
    for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
      for (const character of text) {
        if (character === interrupt) throw new DOMException("interrupted", "AbortError");
        if (character === enter || character === newline || character === end) return secret;
        secret = character === backspace || character === erase ? secret.slice(0, -1) : secret + character;
      }
    }
    return secret;
  } finally {
    Deno.stdin.setRaw(false);
    await Deno.stderr.write(encoder.encode("\n"));
  }
}
