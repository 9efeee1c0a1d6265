import type { JsonValue } from "@countersign/attest";
import type { Packet, Path } from "@countersign/core";

/** An earlier change of the same repository, as its packet keeps it. */
export type Past = {
  /** By which people find it: a change's id, or a commit's. */
  readonly id: string;
  readonly ledgers: Packet["ledgers"];
};

/** What earlier changes did to some files, the oldest first; what they did to others may be left out. */
export type History = (paths: ReadonlySet<Path>) => Promise<readonly Past[]>;

/** What an earlier change did to one value. */
export type PastStep = {
  readonly id: string;
  /** Which of the earlier changes it was, the oldest first. */
  readonly at: number;
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** What it was called before, where it moved or has another name since. */
  readonly from?: string;
};

/** What an earlier change opened: a row that came. */
export type PastRow = { readonly id: string; readonly at: number; readonly ledger: string; readonly key: string };

/** Steps of a change beyond which it is a release or a reformat, and says nothing of what belongs together. */
const MOST_STEPS = 200;

/** What a value is called in every change: by its name in a remote system, else by its file and key. */
export function nameIn(path: string, key: string, remote: string | undefined): string {
  return remote === undefined ? JSON.stringify([path, key]) : JSON.stringify([remote]);
}

/** Values that earlier changes moved; those of tests, and of changes that moved very many, are left out. */
export function pastSteps(history: readonly Past[]): readonly PastStep[] {
  return history.flatMap(({ id, ledgers }, at) => {
    const steps = (ledgers["parameter"] ?? []).flatMap((row): readonly PastStep[] => {
      const { path, key, remote, before, after, from, test } = fieldsOf(row);
      const [was, is] = [valueOf(before), valueOf(after)];
      if (path === undefined || key === undefined || was === undefined || is === undefined || was === is) return [];
      if (text(test) === "yes") return [];
      const old = fieldsOf(from);
      const [oldPath, oldKey] = [text(old["path"]), text(old["key"])];
      const moved =
        oldPath === undefined || oldKey === undefined ? {} : { from: nameIn(oldPath, oldKey, text(remote)) };
      return [
        { id, at, name: nameIn(text(path) ?? "", text(key) ?? "", text(remote)), before: was, after: is, ...moved },
      ];
    });
    return steps.length > MOST_STEPS ? [] : steps;
  });
}

/** Rows that earlier changes brought into other ledgers. */
export function pastRows(history: readonly Past[]): readonly PastRow[] {
  return history.flatMap(({ id, ledgers }, at) =>
    Object.entries(ledgers).flatMap(([ledger, rows]) =>
      ledger === "parameter"
        ? []
        : rows.flatMap((row) => {
            const { how, key, test } = fieldsOf(row);
            const name = text(key);
            return text(how) === "added" && name !== undefined && test === undefined
              ? [{ id, at, ledger, key: name }]
              : [];
          }),
    ),
  );
}

type Fields = { readonly [name: string]: JsonValue | undefined };

function fieldsOf(value: JsonValue | undefined): Fields {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: JsonValue): value is Extract<JsonValue, readonly unknown[]> {
  return Array.isArray(value);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function valueOf(side: JsonValue | undefined): string | undefined {
  const { decimal, value } = fieldsOf(side);
  return text(decimal) ?? text(value);
}
