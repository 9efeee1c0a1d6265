import type { Finding } from "@countersign/core";
import { PERSONAL } from "../../ledgers/feature/data-classes.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { isMirror } from "../../ledgers/egress/environment.ts";
import { newestOf, rowsOf } from "../rows.ts";
import { listed, say, sayAll } from "./say.ts";

const ASK = "For what purpose, and who receives it?";

/** Fields of what leaves: those about a person one by one, the others of a record together. */
export function fields(changes: readonly RowChange[]): readonly Finding[] {
  const personal = changes.filter((change) => isPersonal(change));
  const others = Map.groupBy(
    changes.filter((change) => !isPersonal(change)),
    (change) => JSON.stringify([newestOf(change).path, recordOf(change), change.how, newestOf(change).test]),
  );
  return [...personal.flatMap(ofPerson), ...[...others.values()].flatMap(plain)];
}

function isPersonal(change: RowChange): boolean {
  return PERSONAL.has(newestOf(change).cells["dataClass"] ?? "none");
}

function recordOf(change: RowChange): string {
  return newestOf(change).cells["destination"] ?? "what leaves";
}

function ofPerson(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const { dataClass = "none", fields: name = newestOf(change).name } = newestOf(change).cells;
  const record = recordOf(change);
  const about = `${name} (${dataClass})`;
  if (result === undefined)
    return [say(change, "egress.field", `${about} is no longer in ${record}`, "R2", "Where is it read now?", "fields")];
  const verb = record === "a script" ? "is handed to" : base === undefined ? "is sent with" : "is another field of";
  const title = `${about} ${verb} ${record}`;
  const told = say(change, "egress.field", title, "R4", ASK, "fields");
  // What a mirror copies is told with the mirror.
  if ((base !== undefined && base.cells["dataClass"] === dataClass) || isMirror(result.path)) return [told];
  const why = `${name} leaves with ${record}: data about a person (${dataClass})`;
  return [
    told,
    say(change, "feature.data-class", why, "R4", "On what ground does it leave?", "fields", "feature.personal"),
  ];
}

function plain(changes: readonly RowChange[]): readonly Finding[] {
  const [first, ...others] = changes;
  if (first === undefined) return [];
  const names = listed(changes.map((change) => newestOf(change).cells["fields"] ?? newestOf(change).name));
  const record = recordOf(first);
  const one = others.length === 0;
  if (!("result" in first))
    return [
      sayAll(
        [first, ...others],
        "egress.field",
        `${names} ${one ? "is" : "are"} no longer in ${record}`,
        "R2",
        "Where is it read now?",
      ),
    ];
  const verb = `${one ? "is" : "are"} ${"base" in first ? "declared otherwise in" : "sent with"}`;
  return [sayAll([first, ...others], "egress.field", `${names} ${verb} ${record}`, "R3", ASK)];
}
