/** What the supervisor tells its processes, as their one argument. */

export interface EdgeOptions {
  readonly workspace: string;
  readonly host: string;
  readonly port: number;
  readonly open: boolean;
  /** Folder of the bundled page. */
  readonly page: string;
  /** Words about the native library of the compute process; null = it has the TypeScript kernel. */
  readonly kernel: string | null;
  /** Where crawl routes are answered: from the database in this folder, by a coordinator at this address, or nowhere. */
  readonly crawl: { readonly folder: string } | { readonly address: string } | null;
}

export interface ComputeOptions {
  /** The native library; null = the TypeScript kernel. */
  readonly library: string | null;
}
