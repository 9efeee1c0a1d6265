import type { Finding, Risk } from "@countersign/core";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, newestOf, placesOf, rowsOf } from "../rows.ts";

export const ID = "egress";

/** One finding about a row; `column` is what is shown before and after. */
export function say(
  change: RowChange,
  code: string,
  title: string,
  risk: Risk,
  ask: string,
  column: string,
  of: "egress" | "feature.personal" = "egress",
): Finding {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const [before, after] = [base?.cells[column], result?.cells[column]];
  return finding(
    ID,
    of,
    code,
    apart(
      {
        title,
        at: placesOf(change),
        risk,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        evidence: { key: row.key, name: row.name, ...shown(row) },
        ask,
      },
      row.test,
    ),
  );
}

/** One finding about several rows, with all their places. */
export function sayAll(
  changes: readonly [RowChange, ...RowChange[]],
  code: string,
  title: string,
  risk: Risk,
  ask: string,
): Finding {
  const [first] = changes;
  const row = newestOf(first);
  const names = [...new Set(changes.map((change) => newestOf(change).name))];
  const evidence = { key: row.key, name: names.join(" "), rows: changes.length, ...shown(row) };
  return finding(ID, "egress", code, apart({ title, at: changes.flatMap(placesOf), risk, evidence, ask }, row.test));
}

/** Names for a title: some of them, and how many more. */
export function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length <= 5 ? all.join(", ") : `${all.slice(0, 4).join(", ")} and ${all.length - 4} more`;
}

function shown({ cells }: Row): { readonly [name: string]: string } {
  const names = ["kind", "direction", "environment", "jurisdiction", "mirror", "dataClass", "trigger"];
  return Object.fromEntries(names.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name]]])));
}
