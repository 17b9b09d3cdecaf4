/** A table that is written row by row, whatever the format. */

export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  /** count: whole numbers below 2^53; real: f64. */
  readonly type: "text" | "count" | "real" | "flag";
  /** Null only where `nullable`. */
  readonly nullable?: boolean;
  at(row: number): Cell;
}

export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}
