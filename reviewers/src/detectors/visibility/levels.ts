import type { Finding } from "@countersign/core";
import type { DetectorInput } from "../../contract.ts";
import { hasWord } from "../../facts/words.ts";
import type { Row } from "../../ledgers/row.ts";
import { at, finding } from "../finding.ts";
import { labelOf, spelling } from "../parameters/say.ts";
import { LEVELS } from "./words.ts";

/** A constant or argument that chooses how strict a policy is, and chooses another level now. */
export function levelFindings(detector: string, { ledgers }: DetectorInput): readonly Finding[] {
  return ledgers.parameter.flatMap((change) => {
    if (change.how !== "changed" && change.how !== "renamed") return [];
    const { base, result } = change;
    const named = base.cells["type"] === "name" || base.cells["type"] === "string";
    if (!named || base.cells["value"] === result.cells["value"] || isProse(base) || isProse(result)) return [];
    if (!hasWord(`${result.name} ${result.cells["value"] ?? ""}`, LEVELS)) return [];
    return [
      finding(detector, "visibility", "param.changed", {
        title: `${labelOf(result)} ${spelling(base)} → ${spelling(result)}`,
        at: [at(result.path, "result", result.line), at(base.path, "base", base.line)],
        risk: result.test ? "R1" : "R4",
        before: spelling(base),
        after: spelling(result),
        evidence: { key: result.key, ...(result.test ? { test: "yes" } : {}) },
        ...(result.test ? {} : { ask: `What does ${spelling(result)} let through that ${spelling(base)} did not?` }),
      }),
    ];
  });
}

/** A level is one word; a sentence (a help text, a note) chooses none. */
function isProse({ cells }: Row): boolean {
  return /\s/u.test((cells["value"] ?? "").trim());
}
