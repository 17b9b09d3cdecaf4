export { type EdgeColumns, type EdgeImport, type EdgeImportOptions, importEdges } from "./edges.ts";
export { importProfiles, type ProfileColumns, type ProfileImport, type ProfileImportOptions } from "./profiles.ts";
export { describeColumns } from "./describe.ts";
export type { ImportTools } from "./_tools.ts";
export type { BadRow } from "./_bad_rows.ts";
