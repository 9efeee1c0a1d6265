import type { Path } from "@countersign/core";
import { fileName } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";
import { declaredGenerated, sourcesByName } from "./pairs.ts";

const ID = "generated";

/** A generated file that changes while nothing that it is made from does (attack D15). */
export const generated: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path, newMode }, base, result }: FileChange, { change }: Surroundings): Noticed {
  if (newMode === "000000" || (base?.text !== undefined && base.text === result?.text)) return { findings: [] };
  const folder = path.slice(0, path.length - fileName(path).length);
  const names = sourcesByName(fileName(path));
  const declared = declaredGenerated(result?.text ?? "") ?? declaredGenerated(base?.text ?? "");
  if (names.length === 0 && declared === undefined) return { findings: [] };
  const changed = new Set<string>(change.entries.map((entry) => entry.path));
  if (names.some((name) => changed.has(folder + name))) return { findings: [] };
  if (declared?.source !== undefined && changesSource(change.entries, declared.source, path)) return { findings: [] };
  const source = declared?.source ?? names.join(" or ");
  return {
    findings: [
      hazardFinding(ID, "generated.mismatch", {
        title: `${named(path)} is generated, and what it is made from does not change`,
        at: [whole(path)],
        evidence: {
          source: source === "" ? "unknown" : source,
          by: declared === undefined ? "its name" : "its header",
        },
        ask: "Which command makes this file again, byte for byte?",
      }),
    ],
  };
}

/** A header names its source by some end of its path. */
function changesSource(entries: Surroundings["change"]["entries"], source: string, own: Path): boolean {
  const name = source.replace(/^(?:\.{0,2}\/)+/, "");
  return entries.some(({ path }) => path !== own && (path === name || path.endsWith(`/${name}`)));
}
