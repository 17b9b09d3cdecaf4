/** Words that every route definition uses: answers, problems, texts and numbers. */
import { z } from "@hono/zod-openapi";
import { type ProblemKind, problemKinds } from "../_errors.ts";
import { ProblemSchema } from "./problem.ts";

/** The good answer of a route. */
export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** Bad answers of a route, by kind. */
export function problems<Kind extends ProblemKind>(...kinds: readonly Kind[]) {
  type Answer = { description: string; content: { "application/problem+json": { schema: typeof ProblemSchema } } };
  const content = { "application/problem+json": { schema: ProblemSchema } };
  return Object.fromEntries(kinds.map((kind) => {
    const { status, title } = problemKinds[kind];
    return [status, { description: title, content }];
  })) as { [Status in typeof problemKinds[Kind]["status"]]: Answer };
}

/** Bad answers that any route with a scope may give. */
export const commonProblems = problems(
  "unauthenticated",
  "forbidden",
  "misdirected",
  "invalid",
  "internal",
  "unavailable",
);
/** Bad answers that any route with a body may give besides. */
export const bodyProblems = problems("bad-request", "not-found", "too-large", "unsupported-media-type");

/** Text that people type: no control characters, no half characters. */
export function textSchema(lengthMax: number, lengthMin = 1) {
  return z.string().min(lengthMin).max(lengthMax).refine(
    isCleanText,
    "Invalid text: no control characters, no broken characters",
  );
}

/** Of a caller's name for its request; a UUID has 36 characters. */
const idempotencyKeyMax = 255;

/** Headers of a route that makes something. */
export const idempotencyHeaders = z.object({
  "idempotency-key": textSchema(idempotencyKeyMax).optional().openapi({
    param: { name: "idempotency-key", in: "header" },
    description: "The caller's own name for this request: repeated with the same one it is done once",
    example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
  }),
});

/** A whole number in a query. */
export function countSchema(max: number, fallback: number) {
  return z.string().regex(/^\d{1,9}$/, "Invalid input: expected a whole number").transform(Number)
    .pipe(z.number().int().min(1).max(max))
    .optional()
    .openapi({ type: "integer", minimum: 1, maximum: max, default: fallback });
}

/** A whole number from 0 in a query. */
export function offsetSchema(max: number) {
  return z.string().regex(/^\d{1,9}$/, "Invalid input: expected a whole number").transform(Number)
    .pipe(z.number().int().min(0).max(max)).optional();
}

function isCleanText(text: string): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text);
}
