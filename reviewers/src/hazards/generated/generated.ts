import type { Path } from "@countersign/core";
import { fileName } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";
import { declaredGenerated, sourcesByName } from "./pairs.ts";

const ID = "generated";

/** A generated file that changes while nothing that it is made from does (attack D15). */
export const generated: Hazard = { id: ID, file: inFile };

function inFile(file: FileChange, { change }: Surroundings): Noticed {
  const {
    entry: { path, newMode },
    base,
    result,
  } = file;
  if (newMode === "000000" || (base?.text !== undefined && base.text === result?.text)) return { findings: [] };
  if (base !== undefined && onlyComments(file)) return { findings: [] };
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
        title:
          source === ""
            ? `${named(path)} says that a tool makes it, and not from what`
            : `${named(path)} is generated, and what it is made from does not change`,
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

/** Whether nothing but sentences in line comments differs, such as the version of the tool; directives have no space. */
function onlyComments({ added, removed }: FileChange): boolean {
  const lines = [...added, ...removed];
  return lines.length > 0 && lines.every(({ text }) => /^\s*(?:\/\/ |$)/u.test(text));
}

/** A header names its source by some end of its path. */
function changesSource(entries: Surroundings["change"]["entries"], source: string, own: Path): boolean {
  const name = source.replace(/^(?:\.{0,2}\/)+/, "");
  return entries.some(({ path }) => path !== own && (path === name || path.endsWith(`/${name}`)));
}
