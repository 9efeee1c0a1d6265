import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined, MarkedLine, Moved } from "../../contract.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { reportStages } from "../stages/report.ts";

const ID = "logic";

/**
 * Code of a behaviour kind that changed in more than layout, comments and imports, and definitions that moved with their body. What other
 * classes explain is left out afterwards, by `unexplained`.
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
  return [...input.files.flatMap(changed), ...stages, ...movedFindings(input.moved)];
}

function changed(file: Examined): readonly Finding[] {
  const { kinds, path } = file;
  if (kinds.has("test") || kinds.has("docs") || kinds.has("generated")) return [];
  const behaviour = [...kinds].filter((kind) => BEHAVIOUR.has(kind)).toSorted();
  if (behaviour.length === 0) return [];
  const [removed, added] = [file.removed.filter(isCode), file.added.filter(isCode)];
  if (removed.length === 0 && added.length === 0) return [];
  const spans = [
    ...spansOf(added).map(([from, to]) => at(path, "result", from, to)),
    ...spansOf(removed).map(([from, to]) => at(path, "base", from, to)),
  ];
  return [
    finding(ID, "logic", "logic.changed", {
      title: `Code of ${behaviour.join(", ")} changed: ${added.length} ${added.length === 1 ? "line" : "lines"} new, ${removed.length} gone`,
      at: spans,
      evidence: { added: added.length, removed: removed.length, kinds: behaviour.join(" ") },
      ask: "What does this code decide otherwise now?",
    }),
  ];
}

function isCode({ sort, layout }: MarkedLine): boolean {
  return sort === "code" && !layout;
}

/** Lines that follow each other as one span. */
function spansOf(lines: readonly MarkedLine[]): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const { number } of lines) {
    const last = spans.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans;
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
