import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, isOnlyMoved, newestOf, placesOf, rowsOf } from "../rows.ts";
import { together } from "../together.ts";
import { lacking } from "./lacking.ts";
import { pinned } from "./pinned.ts";
import { ID, saysOf, shownCells, titleOf } from "./say.ts";

/** Rules about named people, accounts, places, topics or words (recommender.md §2, `entity`). */
export const entity: Detector = { id: ID, class: "entity", detect };

function detect(input: DetectorInput): readonly Finding[] {
  const found = input.ledgers.entity.filter((change) => !isOnlyMoved(change) && isTold(change));
  return [...together(found.flatMap((change) => told(change))), ...pinned(input, found)];
}

/** A row in a test that nothing else names is data of that test. */
function isTold(change: RowChange): boolean {
  const row = newestOf(change);
  return !row.test || (row.cells["size"] ?? "0") !== "1";
}

function told(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const code = row.cells["external"] === undefined ? codeOf(change) : "list.external";
  const main = finding(
    ID,
    "entity",
    code,
    apart(
      {
        title: titleOf(change),
        at: placesOf(change),
        risk: riskOf(change),
        ...(base === undefined ? {} : { before: saysOf(base) }),
        ...(result === undefined ? {} : { after: saysOf(result) }),
        evidence: { key: row.key, ...shownCells(row) },
        ask:
          result === undefined
            ? "Who else reads this list, and where is it watched now?"
            : "On what ground are these named, who may see the list, and how is it taken back?",
      },
      row.test,
    ),
  );
  return result === undefined || row.test ? [main] : [main, ...lacking(change, result)];
}

function codeOf(change: RowChange): string {
  if (change.how === "added") return "list.added";
  return change.how === "removed" ? "list.removed" : "list.members";
}

/** A whole rule that goes is one step lower, and one that only counts; everything else names somebody. */
function riskOf(change: RowChange): Risk {
  return change.how === "removed" || newestOf(change).cells["action"] === "count" ? "R3" : "R4";
}
