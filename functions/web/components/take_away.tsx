/**
 * Takes a table away as CSV: as a file or on the clipboard.
 */
import type { VNode } from "preact";
import { usePage } from "../context.ts";
import { saveFile } from "../files.ts";

export interface TakeAwayProps {
  /** What the table holds, for the buttons' names. */
  readonly what: string;
  readonly fileName: string;
  readonly csv: () => string;
}

export function TakeAway({ what, fileName, csv }: TakeAwayProps): VNode {
  const { announce } = usePage();

  function download(): void {
    // Excel takes a file without a byte order mark for Latin-1.
    saveFile(fileName, new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
  }

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(csv());
      announce(`${what}: copied as CSV`);
    } catch {
      announce("The browser did not allow copying; download the file instead");
    }
  }

  return (
    <span class="take-away">
      <button type="button" class="quiet" aria-label={`Download CSV of ${what}`} onClick={download}>
        Download CSV
      </button>
      <button type="button" class="quiet" aria-label={`Copy ${what} as CSV`} onClick={copy}>Copy</button>
    </span>
  );
}
