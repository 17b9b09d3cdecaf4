/** Writes the reference page from the OpenAPI document. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import { problemKinds } from "../_errors.ts";
import type { HttpEnv } from "./context.ts";

/** The OpenAPI document as an object. */
export type ApiDocument = ReturnType<OpenAPIHono<HttpEnv>["getOpenAPI31Document"]>;

interface ReferenceOptions {
  /** Where this server is, for the examples. */
  readonly origin: string;
  /** Whether examples go without a key. */
  readonly open: boolean;
}

/** The part of OpenAPI 3.1 that our own document uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: unknown;
}
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly { readonly key?: readonly string[] }[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { description: string; content?: Record<string, { schema: Schema }> }>>;
}
type Html = ReturnType<typeof html>;

export function writeReference(document: ApiDocument, options: ReferenceOptions): Html {
  const operations = listOperations(document);
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const { info, tags = [] } = document;
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${info.title} API</title>
        <link rel="stylesheet" href="/docs.css">
      </head>
      <body>
        <header>
          <h1>${info.title} API <small>${info.version}</small></h1>
          <p>${info.description}</p>
          <p><a href="/openapi.json">OpenAPI 3.1 document</a> · <a href="#answers">Shapes of answers</a> · <a href="#problems">Problems</a></p>
          <p>${writeAuthentication(options)}</p>
        </header>
        <main>
    ${tags.map(({ name, description }) => {
      const own = operations.filter((operation) => operation.tags?.includes(name));
      return html`<section aria-labelledby="tag-${name}"><h2 id="tag-${name}">${description ?? name}</h2>
${own.map((operation) => writeOperation(operation, schemas, options))}</section>`;
    })}
    <section aria-labelledby="answers"><h2 id="answers">Shapes of answers</h2>
    ${Object.entries(schemas).map(([name, schema]) => writeSchema(name, schema))}</section>
    <section aria-labelledby="problems"><h2 id="problems">Problems</h2>
    <p>Every error is <code>application/problem+json</code> (RFC 9457); its <code>type</code> leads here.</p>
    <dl>${Object.entries(problemKinds).map(([kind, { status, title }]) =>
      html`
        <dt id="${kind}"><code>${status}</code> ${kind}</dt>
        <dd>${title}</dd>
      `
    )}</dl></section>
        </main>
      </body>
    </html>
  `;
}

function listOperations(document: ApiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Omit<Operation, "method" | "path">>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    }))
  );
}

function writeAuthentication({ open }: ReferenceOptions): Html {
  return open
    ? html`This server is open: it answers everybody on this machine without a key.`
    : html`Routes under <code>/v1</code> need a key, made by <code>asterism keys create</code> and sent as
<code>Authorization: Bearer ast_…</code>`;
}

function writeOperation(
  operation: Operation,
  schemas: Readonly<Record<string, Schema>>,
  options: ReferenceOptions,
): Html {
  const { method, operationId, path, responses, summary, description, parameters = [] } = operation;
  const scope = operation.security?.[0]?.key?.[0];
  const status = Object.keys(responses).find((each) => each.startsWith("2")) ?? "200";
  const good = Object.values(responses[status]?.content ?? {})[0]?.schema;
  return html`<article id="${operationId}">
<h3><span class="method">${method}</span> <code>${path}</code></h3>
<p>${summary}${description ? html`. ${description}` : ""}</p>
${scope ? html`<p class="scope">Scope <code>${scope}</code></p>` : ""}
${
    parameters.length === 0 ? "" : html`
      <table>
        <thead>
          <tr>
            <th>Parameter</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
      ${parameters.map(({ name, in: place, required, description: what, schema }) =>
        html`
          <tr>
            <td><code>${name}</code>${required ? "" : html`
              <small>optional</small>
            `}</td>
            <td>${what ?? schema.description ?? ""} <small>${place}, ${writeType(schema)}</small></td>
          </tr>
        `
      )}</tbody>
      </table>
    `
  }
${writeBody(operation)}
<pre><code>${writeExample(operation, schemas, options)}</code></pre>
<p>Answers: <code>${status}</code>${
    good
      ? html`
        ${writeType(good)}
      `
      : ""
  }${
    Object.entries(responses).filter(([other]) => other !== status).map(([other, { description: why }]) =>
      html`, <code title="${why}">${other}</code>`
    )
  }</p>
</article>`;
}

function writeBody({ requestBody }: Operation): Html | string {
  const schema = requestBody?.content["application/json"].schema;
  return schema === undefined ? "" : html`<p>Body: JSON, ${writeType(schema)}</p>`;
}

/** A command line that can be copied. */
function writeExample(
  { method, path, parameters = [], requestBody }: Operation,
  schemas: Readonly<Record<string, Schema>>,
  { origin, open }: ReferenceOptions,
): string {
  // What is needed, and the first parameter, which says what the route is for.
  const shown = parameters.filter((parameter, index) => parameter.required || index === 0);
  const at = (place: string) => shown.filter((parameter) => parameter.in === place);
  let url = path;
  for (const { name, schema } of at("path")) {
    url = url.replace(`{${name}}`, encodeURIComponent(String(schema.example ?? name)).replaceAll("%3A", ":"));
  }
  const query = new URLSearchParams(at("query").map(({ name, schema }) => [name, String(schema.example ?? "")]));
  const words = ["curl"];
  if (!open && path.startsWith("/v1")) words.push('-H "Authorization: Bearer $ASTERISM_KEY"');
  if (requestBody !== undefined) {
    if (method !== "POST") words.push(`-X ${method}`);
    const { $ref = "" } = requestBody?.content["application/json"].schema ?? {};
    const body = JSON.stringify(schemas[nameOf($ref)]?.example ?? {});
    words.push("-H 'Content-Type: application/json'", `-d '${body}'`);
  }
  words.push(`'${origin}${url}${query.size > 0 ? `?${query}` : ""}'`);
  return words.join(" ");
}

function writeSchema(name: string, schema: Schema): Html {
  return html`<article id="schema-${name}"><h3><code>${name}</code></h3>
${schema.description ? html`<p>${schema.description}</p>` : ""}
${
    schema.properties === undefined ? html`<p><small>${writeType(schema)}</small></p>` : html`
      <table>
        <thead>
          <tr>
            <th>Field</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
      ${Object.entries(schema.properties).map(([field, inner]) =>
        html`
          <tr>
            <td><code>${field}</code>${schema.required?.includes(field) ? "" : html`
              <small>optional</small>
            `}</td>
            <td>${describe(inner)} <small>${writeType(inner)}</small></td>
          </tr>
        `
      )}</tbody>
      </table>
    `
  }</article>`;
}

function describe({ description, allOf }: Schema): string {
  return description ?? allOf?.find((part) => part.description !== undefined)?.description ?? "";
}

/** A type in a few words, with its limits. */
function writeType(schema: Schema): Html | string {
  if (schema.$ref !== undefined) return html`<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  if (schema.allOf !== undefined) {
    return writeType(schema.allOf.find((part) => part.$ref !== undefined) ?? schema.allOf[0]);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.filter((value) => value !== null).join(" | ");
  if (schema.items !== undefined) {
    const { minItems, maxItems } = schema;
    return html`list of ${maxItems === undefined ? "" : `${minItems ?? 0} to ${maxItems} `}${writeType(schema.items)}`;
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return html`${choices.map((choice, i) => html`${i === 0 ? "" : " or "}${writeType(choice)}`)}`;
  }
  const types = [schema.type ?? "any"].flat();
  const range = schema.maximum === undefined ? "" : `, ${schema.minimum ?? 0} to ${schema.maximum}`;
  const fallback = schema.default === undefined ? "" : `, ${schema.default} when left out`;
  return types.join(" or ") + range + fallback;
}

function nameOf(reference: string): string {
  return reference.split("/").pop() ?? "";
}
