/** Tables as Parquet, one row group after the other. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { Cell, Column, Table } from "./table.ts";

/** Rows of a group: the unit that is held in memory, some 10 MB for the widest table. */
const groupRows = 50_000;

export async function* writeParquet(table: Table): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { columns, rowCount } = table;
  const writer = new ByteWriter();
  const take = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: readRows(columns, 0, 0) }),
    createdBy: "asterism",
  });
  for (let first = 0; first < rowCount; first += groupRows) {
    const columnData = readRows(columns, first, Math.min(groupRows, rowCount - first));
    await parquet.write({ columnData, rowGroupSize: groupRows });
    yield take();
  }
  await parquet.finish();
  yield take();
}

function readRows(columns: readonly Column[], first: number, count: number) {
  return columns.map(({ name, type, nullable = false, at }) => ({
    name,
    nullable,
    type: types[type],
    data: Array.from({ length: count }, (_, i) => convert(at(first + i), type)),
  }));
}

const types = { text: "STRING", count: "INT64", real: "DOUBLE", flag: "BOOLEAN" } as const;

function convert(cell: Cell, type: Column["type"]): Cell | bigint {
  if (cell === null) return null;
  if (type === "count") return BigInt(cell);
  return typeof cell === "string" ? cell.toWellFormed() : cell;
}
