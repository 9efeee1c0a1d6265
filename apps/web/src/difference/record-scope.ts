import type { JsonValue } from "@countersign/attest";
import { checkChange, parseChange } from "@countersign/core";
import type { ChangeRecord, Entry, Path } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import type { IndexedFile, RowsIndex } from "@countersign/rows";
import { digestProblem, documentProblem } from "../api/problem.ts";
import { pathText } from "../text/path-text.ts";

/** The entries of a change, by path: what a decision is about. */
export type Scope = ReadonlyMap<Path, Entry>;

/**
 * The record of the change with an id, checked by this browser: its entries have the digest that it names, and with it the id.
 * `web.digest` where it is the record of another change; else as `parseChange` and `checkChange`.
 */
export function recordOf(sent: unknown, change: string): ChangeRecord {
  const read = checkedRecord(sent);
  if (read.change !== change) throw digestProblem("the service sent the record of another change");
  return read;
}

/** The scope of a change, by its record. */
export function scopeOf({ entries }: ChangeRecord): Scope {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

function checkedRecord(sent: unknown): ChangeRecord {
  try {
    const read = parseChange(sent as JsonValue);
    checkChange(nobleCrypto, read);
    return read;
  } catch (cause) {
    throw documentProblem(cause);
  }
}

/**
 * Compares an index with the entries of the change: modes and object ids of a file in scope are those that decisions name, and where all
 * that the change does is shown (`whole`), no entry is missing. `web.digest` otherwise (attack D23). What stands beyond is out of scope.
 */
export function checkScope({ files }: RowsIndex, scope: Scope, whole: boolean): void {
  const byPath = Map.groupBy(files, ({ header }) => header.newPath);
  for (const entry of scope.values()) {
    const shown = byPath.get(entry.path) ?? [];
    if (shown.length === 0 && !whole) continue;
    if (shown.length === 0) throw digestProblem(`the difference leaves out ${name(entry.path)}, which is in scope`);
    const old = shown.find(({ header }) => header.status !== "added");
    const now = shown.find(({ header }) => header.status !== "deleted");
    if (!isSide(now, "new", entry) || (whole && !isSide(old, "old", entry)))
      throw digestProblem(`the difference shows other contents of ${name(entry.path)} than the change record names`);
  }
}

const name = (path: Path) => JSON.stringify(pathText(path)).slice(0, 200);

function isSide(file: IndexedFile | undefined, side: "old" | "new", entry: Entry): boolean {
  const [mode, oid] = side === "old" ? [entry.oldMode, entry.oldOid] : [entry.newMode, entry.newOid];
  if (file === undefined) return mode === "000000";
  const { oldMode, newMode, oldOid, newOid } = file.header;
  const [shownMode, shownOid] = side === "old" ? [oldMode, oldOid] : [newMode, newOid];
  if (shownMode !== undefined && shownMode !== mode) return false;
  return shownOid === undefined ? entry.oldOid === entry.newOid : shownOid === oid;
}
