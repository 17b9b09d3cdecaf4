/**
 * Everything about communities as files: tables for Excel and notebooks, the graph for Gephi.
 */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { ApiError, exportFormats, type ExportWhat } from "../api.ts";
import { usePage } from "../context.ts";
import { saveFile } from "../files.ts";

const titles: Readonly<Record<ExportWhat, string>> = {
  communities: "All communities",
  members: "All members",
  graph: "The graph",
};

export function Exports(): VNode {
  const { api, announce } = usePage();
  const [failure, setFailure] = useState<string | null>(null);

  // By hand rather than by a link: a link would leave the key at home.
  async function download(what: ExportWhat, format: string): Promise<void> {
    try {
      saveFile(`${what}.${format}`, await api.download(what, format));
      setFailure(null);
      announce(`${titles[what]}: downloaded`);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : "The file could not be read");
    }
  }

  return (
    <details class="exports">
      <summary>Take everything away</summary>
      <dl>
        {(Object.keys(exportFormats) as ExportWhat[]).map((what) => (
          <div key={what}>
            <dt>{titles[what]}</dt>
            <dd>
              {exportFormats[what].map((format) => (
                <button
                  key={format}
                  type="button"
                  class="quiet"
                  aria-label={`${titles[what]} as ${formatNames[format]}`}
                  onClick={() => void download(what, format)}
                >
                  {formatNames[format]}
                </button>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {failure !== null && <p role="alert" class="exports-failure">{failure}</p>}
    </details>
  );
}

const formatNames = { csv: "CSV", parquet: "Parquet", gexf: "GEXF for Gephi" } as const;
