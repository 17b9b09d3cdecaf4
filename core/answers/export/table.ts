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
  /** Rows are numbered from 0 to this. */
  readonly rowCount: number;
  /** Whether there is such a row; all are there when left out. Asked row by row, so that nobody has to count them first. */
  has?(row: number): boolean;
  readonly columns: readonly Column[];
}

/** Numbers of the rows there are among `count` from `first` on. */
export function listRows({ rowCount, has }: Table, first: number, count: number): number[] {
  const rows = Array.from({ length: Math.min(count, rowCount - first) }, (_, i) => first + i);
  return has === undefined ? rows : rows.filter(has);
}
