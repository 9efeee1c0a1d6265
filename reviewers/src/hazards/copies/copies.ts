import type { Path } from "@countersign/core";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";
import { tellingLines } from "./originals.ts";
import type { Originals } from "./originals.ts";

const ID = "copies";
/** Telling lines, and their share in percent, from which on a new file is a copy of an old one. */
const FEWEST_LINES = 3;
const LEAST_SHARE = 80;

/** A new file that is an old one under another name, where other rules may hold (attack E5). */
export const copies: Hazard = { id: ID, file: inFile };

function inFile({ entry, result }: FileChange, { originals, change }: Surroundings): Noticed {
  const { path, oldMode, newMode, newOid } = entry;
  if (oldMode !== "000000" || !newMode.startsWith("100") || result === undefined || result.size === 0)
    return { findings: [] };
  const same = originals.byOid.get(newOid);
  const found = same === undefined ? likest(result.text ?? "", originals) : { path: same, share: 100 };
  if (found === undefined) return { findings: [] };
  const gone = change.entries.some((one) => one.path === found.path && one.newMode === "000000");
  return {
    findings: [
      hazardFinding(ID, gone ? "code.moved" : "code.copied", {
        title: `${named(path)} is ${gone ? "what was" : "a copy of"} ${named(found.path)}`,
        at: [whole(path), whole(found.path, "base")],
        evidence: { original: named(found.path), "share-percent": found.share },
        ask: gone ? "Which rules held for it there, and which hold here?" : "Which of the two is used from now on?",
      }),
    ],
  };
}

function likest(text: string, { byLine }: Originals): { readonly path: Path; readonly share: number } | undefined {
  const lines = tellingLines(text);
  if (lines.size < FEWEST_LINES) return undefined;
  const counts = new Map<Path, number>();
  for (const line of lines) for (const path of byLine.get(line) ?? []) counts.set(path, (counts.get(path) ?? 0) + 1);
  const [best] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (best === undefined) return undefined;
  const share = Math.floor((100 * best[1]) / lines.size);
  return share >= LEAST_SHARE ? { path: best[0], share } : undefined;
}
