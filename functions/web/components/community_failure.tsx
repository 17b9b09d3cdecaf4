/**
 * What is said where a question about communities failed; none found yet is no fault, and has its command.
 */
import type { VNode } from "preact";
import type { ApiError } from "../api.ts";
import { Failure, Notice } from "./notice.tsx";

export function CommunityFailure(
  { error, retrying, what }: { error: ApiError; retrying: boolean; what: string },
): VNode {
  const command = /asterism [a-z]+( [a-z]+)?/.exec(error.message)?.[0];
  if (error.status !== 404 || command === undefined) return <Failure error={error} retrying={retrying} what={what} />;
  return (
    <Notice title="No communities yet">
      <p>
        Nobody has looked for communities in this network so far. Whoever runs it does so with <code>{command}</code>
        {" "}
        ; this page shows them as soon as that is done.
      </p>
    </Notice>
  );
}
