import type { Entry } from "@countersign/core";
import { examineChange } from "../examine/examine-change.ts";
import { HAZARD_LIMITS } from "../hazards/limits.ts";
import { readFileChanges } from "../hazards/read-file.ts";
import type { ContentSource } from "../hazards/read-file.ts";
import { ledgerChanges } from "../ledgers/all.ts";
import type { Row, RowChange } from "../ledgers/row.ts";
import type { Readers } from "../readers/readers.ts";
import { examiner } from "./examined.ts";

/**
 * What one step of a history did to a parameter: rows whose key, remote name or last names are those asked for, on either side. Files
 * that do not have the last name in them are not read.
 *
 * @param key a dotted key or its end, `path#enclosing.name`, or a remote name
 */
export async function parameterSteps(
  source: ContentSource,
  readers: Readers,
  entries: readonly Entry[],
  key: string,
): Promise<readonly RowChange[]> {
  const word = lastWord(key);
  await readers.prepare(entries.map(({ path }) => path));
  const examined = examiner(readers);
  for await (const file of readFileChanges(source, entries, HAZARD_LIMITS))
    if ([file.base, file.result].some((side) => side?.text?.includes(word))) examined.add(file);
  if (examined.files.length === 0) return [];
  const { parameter } = ledgerChanges(examineChange(examined.files).files);
  return parameter.filter((change) => sidesOf(change).some((row) => isCalled(row, key)));
}

/** Both rows of a change, as far as it has them. */
export function sidesOf(change: RowChange): readonly Row[] {
  return [...("base" in change ? [change.base] : []), ...("result" in change ? [change.result] : [])];
}

/** Whether a row is the one that somebody names: by its whole key, by the end of it, or by its remote name. */
export function isCalled(row: Row, key: string): boolean {
  if (row.key === key || row.remote === key || `${row.path}#${row.key}` === key) return true;
  return [".", "#", "/"].some((mark) => row.key.endsWith(`${mark}${key}`));
}

function lastWord(key: string): string {
  return /[\p{L}\p{N}_$-]+(?=[^\p{L}\p{N}_$-]*$)/u.exec(key)?.[0] ?? key;
}
