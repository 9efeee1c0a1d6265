import { CountersignError } from "../error.ts";
import { CHUNK, formatSums, parseSums } from "../state/sum-table.ts";
import type { SumTable } from "../state/sum-table.ts";
import { concurrently } from "./concurrently.ts";
import type { ContentStore } from "./log-parts.ts";

/** All fingerprints that a table names; `state.page` for a chunk that is missing. */
export async function readSums(store: ContentStore, { chunks }: SumTable): Promise<readonly number[]> {
  return (await concurrently(chunks, 8, (digest) => readChunk(store, digest))).flat();
}

/** Appends fingerprints and answers the table that names them all; only the last chunk is written anew. */
export async function appendSums(store: ContentStore, table: SumTable, sums: readonly number[]): Promise<SumTable> {
  if (sums.length === 0) return table;
  const open = table.count % CHUNK === 0 ? undefined : table.chunks.at(-1);
  const rest = [...(open === undefined ? [] : await readChunk(store, open)), ...sums];
  const chunks = [...(open === undefined ? table.chunks : table.chunks.slice(0, -1))];
  for (let at = 0; at < rest.length; at += CHUNK)
    chunks.push((await store.put(formatSums(rest.slice(at, at + CHUNK)))).digest);
  return { count: table.count + sums.length, chunks };
}

async function readChunk(store: ContentStore, digest: string): Promise<readonly number[]> {
  const bytes = await store.get(digest);
  if (bytes === undefined) throw new CountersignError("state.page", `the fingerprints ${digest} are missing`);
  return parseSums(bytes);
}
