/** The contract suite on the stores that there are at the edge; run by edge_test.ts under the Deno of the edge. */
import { MemoryStore } from "../../../core/crawl/store/memory_store.ts";
import { DenoKvStore } from "../../../functions/crawl/deno_kv_store.ts";
import { testStore } from "../../contract/_store_suite.ts";

testStore("memory", () => Promise.resolve(new MemoryStore()));
testStore("built-in Deno KV", async () => new DenoKvStore(await Deno.openKv(":memory:")));
