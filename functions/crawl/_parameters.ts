/** Parameters that several crawl routes have. */
import { z } from "@hono/zod-openapi";
import { crawlCursorMax, crawlListDefault, crawlListMax } from "../../core/limits.ts";
import { countSchema, textSchema } from "../http/route.ts";

const idMax = 128;

export function idParameter(description: string) {
  return textSchema(idMax).openapi({ param: { name: "id", in: "path" }, description, example: "j-2f7c" });
}

/** Which part of a list. */
export const pageQuery = z.strictObject({
  limit: countSchema(crawlListMax, crawlListDefault),
  cursor: z.string().max(crawlCursorMax).optional().openapi({ description: "`next` of the part before" }),
});
