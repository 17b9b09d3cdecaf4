/**
 * The graph as GEXF 1.3 with positions, sizes and colours, as Gephi reads it.
 *
 * Written here rather than by graphology-gexf, which holds the whole graph and the whole text in memory and puts quotes of its own
 * around texts: 100,000 nodes with 30 neighbours are 3 M edges and some 250 MB.
 */
import type { Column, Table } from "./table.ts";

export interface GexfGraph {
  /** Attributes of the nodes besides id and label, row i = node i. */
  readonly attributes: Table;
  id(node: number): string;
  label(node: number): string;
  look(node: number): { x: number; y: number; size: number; color: readonly [r: number, g: number, b: number] };
  /** Undirected, each once. */
  edges(): Iterable<{ source: number; target: number; weight: number }>;
}

/** Characters that are collected before they are handed on. */
const pieceLength = 65_536;

export async function* writeGexf(graph: GexfGraph): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let text = "";
  for (const line of writeLines(graph)) {
    text += line;
    if (text.length < pieceLength) continue;
    yield await Promise.resolve(encoder.encode(text));
    text = "";
  }
  yield encoder.encode(text);
}

function* writeLines({ attributes, id, label, look, edges }: GexfGraph): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n' +
    "<meta><creator>Asterism</creator></meta>\n" +
    '<graph defaultedgetype="undirected" mode="static">\n<attributes class="node">\n';
  for (const { name, type } of attributes.columns) {
    yield `<attribute id="${name}" title="${name}" type="${types[type]}"/>\n`;
  }
  yield "</attributes>\n<nodes>\n";
  for (let node = 0; node < attributes.rowCount; node++) {
    const { x, y, size, color: [r, g, b] } = look(node);
    yield `<node id="${escapeXml(id(node))}" label="${escapeXml(label(node))}"><attvalues>` +
      attributes.columns.map((column) => writeValue(column, node)).join("") +
      `</attvalues><viz:size value="${size}"/><viz:position x="${x}" y="${y}" z="0"/><viz:color r="${r}" g="${g}" b="${b}"/></node>\n`;
  }
  yield "</nodes>\n<edges>\n";
  let edge = 0;
  for (const { source, target, weight } of edges()) {
    yield `<edge id="${edge++}" source="${escapeXml(id(source))}" target="${
      escapeXml(id(target))
    }" weight="${weight}"/>\n`;
  }
  yield "</edges>\n</graph>\n</gexf>\n";
}

const types = { text: "string", count: "long", real: "double", flag: "boolean" } as const;

/** What is unknown is left out: an empty text would be a value. */
function writeValue(column: Column, node: number): string {
  const cell = column.at(node);
  return cell === null ? "" : `<attvalue for="${column.name}" value="${escapeXml(String(cell))}"/>`;
}

/** Text as the value of an attribute: what XML 1.0 has no way to write becomes U+FFFD, line breaks and tabs survive. */
export function escapeXml(text: string): string {
  if (!/[^ !#-%'-;=?-~]/.test(text)) return text;
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex -- they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"\t\n\r]/g, (character) => escapes[character as keyof typeof escapes]);
}

const escapes = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
} as const;
