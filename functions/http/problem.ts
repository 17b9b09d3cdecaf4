/** What goes over the wire when something is wrong: `Problem` of the error table, described for people and checked for machines. */
import { z } from "@hono/zod-openapi";

export const ProblemSchema = z.object({
  type: z.string().openapi({ example: "/docs#invalid" }),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  requestId: z.string().optional().openapi({
    description: "Also in the header X-Request-Id; name it when you ask for help",
  }),
  errors: z.array(z.strictObject({
    in: z.enum(["body", "query", "path"]),
    pointer: z.string().openapi({ description: "JSON pointer into that part of the request", example: "#/accounts/3" }),
    detail: z.string(),
  })).optional().openapi({ description: "What is wrong, field by field" }),
  fence: z.number().optional().openapi({ description: "Of the lease that has ended" }),
}).openapi("Problem", { description: "An error, as RFC 9457 has it" });
