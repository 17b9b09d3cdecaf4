/** Accounts in requests. */
import { z } from "@hono/zod-openapi";
import { accountIdBytesMax } from "../../core/limits.ts";
import { textSchema } from "../http/route.ts";

// A character has one to three bytes for each of its UTF-16 units, so this lets no legal id be refused.
const accountText = textSchema(accountIdBytesMax);

/** An account in the body of a request. */
export const AccountNameSchema = accountText.openapi("AccountName", {
  description: "Account id, @handle, or bare id on the network's own platform",
  example: "@jack",
});

/** An account in the path. */
export const AccountParameterSchema = z.object({
  account: accountText.openapi({
    param: { name: "account", in: "path" },
    description: "Account id such as x:12, @handle, or bare id on the network's own platform; percent-encoded",
    example: "x:12",
  }),
});
