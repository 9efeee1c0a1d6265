import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { PERSONAL } from "../../ledgers/feature/data-classes.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, isOnlyMoved, newestOf, placesOf, rowsOf } from "../rows.ts";
import { together } from "../together.ts";
import { blanked } from "./blanked.ts";
import { live } from "./live.ts";

const ID = "feature";

/** What the recommender knows of people and things: features, inputs, and annotations of their data (recommender.md §2, `feature`). */
export const feature: Detector = { id: ID, class: "feature", detect };

function detect({ ledgers, files }: DetectorInput): readonly Finding[] {
  const rows = ledgers.feature.filter((change) => !isOnlyMoved(change));
  return [...together(rows.flatMap(told)), ...files.flatMap((file) => together([...live(file), ...blanked(file)]))];
}

function told(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  // Fields of what is only logged are said by the data flows.
  if (row.cells["usedIn"] === "log") return [];
  const { dataClass = "none", feature: name = row.name } = row.cells;
  const personal = PERSONAL.has(dataClass);
  const classOf = personal ? "feature.personal" : "feature";
  const say = (code: string, title: string, risk: Risk, ask: string, column?: string) => {
    const [before, after] = [base?.cells[column ?? "feature"], result?.cells[column ?? "feature"]];
    return finding(
      ID,
      classOf,
      code,
      apart(
        {
          title,
          at: placesOf(change),
          risk,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
          evidence: { key: row.key, name, dataClass, usedIn: row.cells["usedIn"] ?? "" },
          ask,
        },
        row.test,
      ),
    );
  };
  const about = personal ? `, data about a person (${dataClass})` : "";
  if (base === undefined)
    return isOff(result?.cells["enabled"])
      ? []
      : [
          say(
            "feature.added",
            `New feature ${name}${about}`,
            personal ? "R4" : "R3",
            "What is it computed from, and what does ranking need it for?",
          ),
        ];
  if (result === undefined)
    return [
      say(
        "feature.removed",
        `The feature ${name}${about} is gone`,
        personal ? "R2" : "R3",
        "What does ranking use instead?",
      ),
    ];
  return [...switched(change, say, name, about, personal), ...reclassed(change, say, name)];
}

type Say = (code: string, title: string, risk: Risk, ask: string, column?: string) => Finding;

function switched(change: RowChange, say: Say, name: string, about: string, personal: boolean): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const [from, to] = [base?.cells["enabled"], result?.cells["enabled"]];
  if (from === to) return [];
  if (isOff(to))
    return [
      say(
        "feature.removed",
        `The feature ${name}${about} is switched off`,
        personal ? "R2" : "R3",
        "What does ranking use instead?",
        "enabled",
      ),
    ];
  return [
    say(
      "feature.live",
      `The feature ${name}${about} is switched on`,
      personal ? "R4" : "R3",
      "Since when is the model trained with it?",
      "enabled",
    ),
  ];
}

function reclassed(change: RowChange, say: Say, name: string): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const columns = ["dataClass", "notes", "type"].filter((column) => base?.cells[column] !== result?.cells[column]);
  const [column] = columns;
  if (column === undefined) return [];
  const risk = column === "type" ? "R3" : "R4";
  return [
    say(
      "feature.data-class",
      `${name} is declared as ${result?.cells[column] ?? "nothing"} instead of ${base?.cells[column] ?? "nothing"}`,
      risk,
      "Who decided what sort of data this is?",
      column,
    ),
  ];
}

function isOff(enabled: string | undefined): boolean {
  return enabled === "false";
}
