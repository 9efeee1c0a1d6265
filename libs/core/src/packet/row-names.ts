import type { JsonValue } from "@countersign/attest";

/** Characters of a cell that are looked at. */
const LONGEST = 10_000;

/** Where a row of a ledger is, as it is displayed, and what ties it to rows of other files. */
export type RowNames = { readonly path: string; readonly names: readonly string[] };

/**
 * The names of several words that a row brings, takes or replaces (`viewer_inferred_religion`, `NorlandElectionFilter`), and
 * for a changed value its last name with both values, so that a table in a document finds the weight that it repeats.
 */
export function namesOfRow(ledger: string, row: JsonValue): RowNames {
  const { path, key, before, after } = membersOf(row);
  // The rows of `values` pair by position, so that what was only pushed down looks new.
  if (ledger === "values" || typeof path !== "string" || typeof key !== "string") return { path: "", names: [] };
  const own = key.startsWith(`${path}#`) ? key.slice(path.length + 1) : key;
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const differing = [...old].filter((word) => !now.has(word)).concat([...now].filter((word) => !old.has(word)));
  const names = [...wordsIn(own), ...differing].filter(isCompound);
  return { path, names: [...names, ...valueOf(own, before, after)] };
}

function valueOf(key: string, before: JsonValue | undefined, after: JsonValue | undefined): readonly string[] {
  const [old, now] = [membersOf(before)["value"], membersOf(after)["value"]];
  const name = wordsIn(key).at(-1);
  return name === undefined || typeof old !== "string" || typeof now !== "string" ? [] : [`${name} ${old} ${now}`];
}

function wordsOf(cells: JsonValue | undefined): ReadonlySet<string> {
  const texts = Object.entries(membersOf(cells)).flatMap(([column, value]) =>
    column === "list" || typeof value !== "string" ? [] : [value],
  );
  return new Set(texts.flatMap(wordsIn));
}

function wordsIn(text: string): readonly string[] {
  return text
    .slice(0, LONGEST)
    .split(/[^A-Za-z0-9_]+/)
    .filter((word) => word !== "");
}

function isCompound(word: string): boolean {
  return /[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]/.test(word);
}

function membersOf(value: JsonValue | undefined): { readonly [name: string]: JsonValue | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
