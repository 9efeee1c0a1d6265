import type { Entry } from "@countersign/core";
import { examineChange } from "../examine/examine-change.ts";
import { HAZARD_LIMITS } from "../hazards/limits.ts";
import { readFileChanges } from "../hazards/read-file.ts";
import type { ContentSource } from "../hazards/read-file.ts";
import type { Past } from "../history/past.ts";
import { ledgerChanges } from "../ledgers/all.ts";
import { ledgersJson } from "../ledgers/row-json.ts";
import type { Readers } from "../readers/readers.ts";
import { examiner } from "./examined.ts";

/** What one step of a history did to the ledgers of these entries, for a change that comes after it. */
export async function pastChange(
  source: ContentSource,
  readers: Readers,
  id: string,
  entries: readonly Entry[],
): Promise<Past> {
  await readers.prepare(entries.map(({ path }) => path));
  const examined = examiner(readers);
  for await (const file of readFileChanges(source, entries, HAZARD_LIMITS)) examined.add(file);
  return { id, ledgers: ledgersJson(ledgerChanges(examineChange(examined.files).files)) };
}
