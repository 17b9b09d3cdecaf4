/** How much of what is sensitive the lists find: texts of `tests/golden/sensitive_bios.tsv`, written before the lists. */
import assert from "node:assert/strict";
import type { SensitiveTopic } from "../../../../core/answers/communities.ts";
import { sensitiveTopics, sensitiveWords } from "../../../../core/community/sensitive/lists.ts";
import { createSensitiveMatcher } from "../../../../core/community/sensitive/matcher.ts";

interface Text {
  readonly language: string;
  readonly topic: SensitiveTopic | "none";
  readonly text: string;
  /** Every third text: never looked at while the lists were tuned. */
  readonly heldOut: boolean;
}

async function readTexts(name: string): Promise<Text[]> {
  const lines = (await Deno.readTextFile(new URL(`../../../golden/${name}`, import.meta.url))).trimEnd().split("\n");
  return lines.map((line, number): Text => {
    const [language, topic, text] = line.split("\t");
    return { language, topic: topic as Text["topic"], text, heldOut: number % 3 === 2 };
  });
}

const texts = await readTexts("sensitive_bios.tsv");
/** Oblique wordings, written when the lists stood; they found 0.27 of them then, and were widened by what was missed. */
const oblique = await readTexts("sensitive_bios_later.tsv");
const matcher = createSensitiveMatcher();

/** Recall of the topic that a person named, and precision: the share of flagged texts that are sensitive at all. */
function measure(some: readonly Text[], topics: readonly SensitiveTopic[] = sensitiveTopics) {
  const flags = some.map(({ text }) => matcher.find(text).map(({ topic }) => topic).filter((t) => topics.includes(t)));
  const positives = some.map(({ topic }) => topic !== "none" && topics.includes(topic));
  const found = some.filter(({ topic }, i) => positives[i] && flags[i].includes(topic as SensitiveTopic)).length;
  const flagged = flags.filter((flag) => flag.length > 0).length;
  const wrong = some.filter(({ topic }, i) => topic === "none" && flags[i].length > 0).length;
  const wanted = positives.filter(Boolean).length;
  return { wanted, recall: found / wanted, precision: flagged === 0 ? 1 : 1 - wrong / flagged };
}

Deno.test("the sensitive lists find what people write of themselves, by topic and language, also where they were not tuned", () => {
  const halves = { tuned: texts.filter(({ heldOut }) => !heldOut), "held out": texts.filter(({ heldOut }) => heldOut) };
  const lines = ["                 tuned: n recall precision   held out: n recall precision"];
  const show = (title: string, pick: (some: readonly Text[]) => ReturnType<typeof measure>) => {
    const cells = Object.values(halves).map(pick).map(({ wanted, recall, precision }) =>
      `${String(wanted).padStart(14)} ${recall.toFixed(3).padStart(6)} ${precision.toFixed(3).padStart(9)}`
    );
    lines.push(`${title.padEnd(10)} ${cells.join(" ")}`);
  };
  for (const topic of sensitiveTopics) show(topic, (some) => measure(some, [topic]));
  for (const code of Object.keys(sensitiveWords)) {
    show(code, (some) => measure(some.filter(({ language }) => language === code)));
  }
  show("all", (some) => measure(some));
  const later = measure(oblique);
  lines.push(
    `oblique wordings: ${later.wanted}, recall ${later.recall.toFixed(3)}, precision ${later.precision.toFixed(3)}`,
  );
  console.log(lines.join("\n"));
  assert.ok(later.recall >= 0.9 && later.precision >= 0.95, `oblique: ${later.recall}, ${later.precision}`);

  const positives = texts.filter(({ topic }) => topic !== "none").length;
  assert.ok(positives >= 300 && texts.length - positives >= 300);
  const [tuned, heldOut] = Object.values(halves).map((some) => measure(some));
  assert.ok(tuned.recall >= 0.95, `recall ${tuned.recall} where tuned`);
  assert.ok(heldOut.recall >= 0.85, `recall ${heldOut.recall} where held out`);
  assert.ok(tuned.precision >= 0.9 && heldOut.precision >= 0.85, `precision ${tuned.precision}, ${heldOut.precision}`);
  for (const topic of sensitiveTopics) {
    assert.ok(measure(halves.tuned, [topic]).recall >= 0.9, `recall of ${topic} where tuned`);
    assert.ok(measure(halves["held out"], [topic]).recall >= 0.7, `recall of ${topic} where held out`);
  }
});
