import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined, Moved } from "../../contract.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { reportStages } from "../stages/report.ts";
import { changedCode, changedPlaces } from "./changed-code.ts";
import { movedPlaces } from "./drawn-in.ts";
import type { Places } from "./drawn-in.ts";
import { isPage, unclaimedFindings } from "./unclaimed.ts";

const ID = "logic";

/**
 * Code that changed in more than layout, comments and imports, file by file for a behaviour kind and together for what no map claims, and
 * definitions that moved with their body. What other classes explain is left out afterwards, by `unexplained`.
 */
export const logic: Detector = { id: ID, class: "logic", detect };

function detect(input: DetectorInput): readonly Finding[] {
  const stages = reportStages(input, {
    detector: ID,
    class: "logic",
    phases: new Set(["stage"]),
    noun: "stage",
    risks: { added: "R2", removed: "R2", across: "R2", other: "R2" },
    ask: {
      added: "What does … do to which requests?",
      removed: "What does nobody do any more without …?",
      moved: "What changes by the new place of …?",
    },
  });
  const places = movedPlaces(input.files, input.moved);
  const unclaimed = unclaimedFindings(ID, input.files, places);
  return [
    ...input.files.flatMap((file) => changed(file, places)),
    ...unclaimed,
    ...stages,
    ...movedFindings(input.moved),
  ];
}

function changed(file: Examined, places: Places): readonly Finding[] {
  const { kinds, path } = file;
  if (kinds.has("test") || isPage(file)) return [];
  const behaviour = [...kinds].filter((kind) => BEHAVIOUR.has(kind)).toSorted();
  if (behaviour.length === 0) return [];
  const { added, removed } = changedCode(file, places);
  if (removed.length === 0 && added.length === 0) return [];
  return [
    finding(ID, "logic", "logic.changed", {
      title: `Code of ${behaviour.join(", ")} changed: ${added.length} ${added.length === 1 ? "line" : "lines"} new, ${removed.length} gone`,
      at: changedPlaces(path, { added, removed }),
      evidence: { added: added.length, removed: removed.length, kinds: behaviour.join(" ") },
      ask: "What does this code decide otherwise now?",
    }),
  ];
}

/** Moves between two files as one finding, least of all risks: the same body stands elsewhere, or under another name. */
function movedFindings(moved: readonly Moved[]): readonly Finding[] {
  const groups = new Map<string, Moved[]>();
  for (const one of moved) {
    const key = JSON.stringify([one.from.path, one.to.path]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { from, to } = first;
    const names = group.map((one) => nameOf(one));
    const where = from.path === to.path ? "in the same file" : `from ${from.path} to ${to.path}`;
    return [
      finding(ID, "logic", "code.moved", {
        title: `Moved ${where}: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
        at: group.flatMap((one) => [
          at(one.to.path, "result", one.to.definition.from, one.to.definition.to),
          at(one.from.path, "base", one.from.definition.from, one.from.definition.to),
        ]),
        risk: "R1",
        evidence: { count: group.length, names: names.join(", ") },
      }),
    ];
  });
}

function nameOf({ from, to }: Moved): string {
  const [before, after] = [from.definition.name, to.definition.name];
  return before === after ? after : `${before} as ${after}`;
}
