import type { Finding } from "@countersign/core";
import { dataClassOf, PERSONAL } from "../../ledgers/feature/data-classes.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, newestOf, placesOf, rowsOf } from "../rows.ts";

const ID = "model";
const BOTH = ["oracle", "data-guard"] as const;

/** Features that a model takes now and did not, and those that it takes no more. */
export function inputs(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  if (result === undefined) return [];
  const [before, after] = [namesOf(base), namesOf(result)];
  const come = after.filter((name) => !before.includes(name));
  const gone = before.filter((name) => !after.includes(name));
  if (base === undefined || (come.length === 0 && gone.length === 0))
    return personal(change, base === undefined ? after : come);
  const told = [...come.map((name) => `+${name}`), ...gone.map((name) => `−${name}`)];
  return [
    finding(
      ID,
      "model",
      "model.inputs",
      apart(
        {
          title: `The model ${result.name} takes other inputs: ${told.slice(0, 5).join(", ")}${told.length > 5 ? `, and ${told.length - 5} more` : ""}`,
          at: placesOf(change),
          risk: "R4",
          ...(come.some((name) => PERSONAL.has(dataClassOf(name).dataClass)) ? { roles: BOTH } : {}),
          before: before.join(" "),
          after: after.join(" "),
          evidence: { key: result.key, added: come.length, removed: gone.length },
          ask: "Why does the model need these inputs?",
        },
        result.test,
      ),
    ),
    ...personal(change, come),
  ];
}

function personal(change: RowChange, names: readonly string[]): readonly Finding[] {
  const row = newestOf(change);
  return names.flatMap((name) => {
    const { dataClass, word } = dataClassOf(name);
    if (!PERSONAL.has(dataClass)) return [];
    return [
      finding(
        ID,
        "feature.personal",
        "feature.added",
        apart(
          {
            title: `The model ${row.name} takes ${name}: data about a person (${dataClass})`,
            at: placesOf(change),
            risk: "R4",
            after: name,
            evidence: { key: row.key, name, dataClass, word },
            ask: "On what ground is this inferred or kept, and why does ranking need it?",
          },
          row.test,
        ),
      ),
    ];
  });
}

function namesOf(row: Row | undefined): readonly string[] {
  const names = row?.cells["inputs"] ?? "";
  return names === "" || names.includes("sha256") ? [] : names.split(" ");
}
