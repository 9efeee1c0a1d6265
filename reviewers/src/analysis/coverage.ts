import type { Coverage, Entry, Finding, Path } from "@countersign/core";
import type { Examined } from "../contract.ts";
import { at, finding } from "../detectors/finding.ts";
import type { TreeSource } from "../hazards/surroundings.ts";

const ID = "coverage";

/** From the least to the most that can be understood of a file. */
const RANKS = ["none", "tokens", "typed", "syntax"] as const;

/**
 * How far each entry was understood: as its less understood side, and not at all where something of it is opaque, whatever else was read
 * of it: then nobody knows what classes it lacks.
 */
export async function coverageOf(
  source: Pick<TreeSource, "digest">,
  entries: readonly Entry[],
  files: readonly Examined[],
  findings: readonly Finding[],
): Promise<readonly Coverage[]> {
  const examined = new Map(files.map((file) => [file.path, file]));
  const failed = opaquePaths(findings);
  return Promise.all(
    entries.map(async ({ path, oldMode, newMode, oldOid, newOid }) => {
      const analysed = failed.has(path) ? "none" : analysedOf(examined.get(path));
      const [mode, oid] = newMode === "000000" ? [oldMode, oldOid] : [newMode, newOid];
      if (mode === "160000") return { path, analysed, bytes: 0, lines: 0 };
      const { size, lines } = await source.digest(oid);
      return { path, analysed, bytes: size, lines };
    }),
  );
}

/** How far a file was understood. */
function analysedOf(file: Pick<Examined, "base" | "result"> | undefined): Coverage["analysed"] {
  const sides = [file?.base, file?.result].flatMap((side) =>
    side === undefined ? [] : [RANKS.indexOf(side.analysed)],
  );
  return sides.length === 0 ? "none" : (RANKS[Math.min(...sides)] ?? "none");
}

function opaquePaths(findings: readonly Finding[]): ReadonlySet<Path> {
  return new Set(findings.filter((one) => one.class === "opaque").flatMap((one) => one.at.map(({ path }) => path)));
}

/** What could not be read further, file by file. */
export function troubleFindings(files: readonly Examined[]): readonly Finding[] {
  return files.flatMap(({ path, kinds, base, result }) =>
    [["base", base] as const, ["result", result] as const].flatMap(([side, said]) =>
      (said?.troubles ?? []).map(({ code, what, line }) =>
        finding(ID, "opaque", code, {
          title: what,
          at: [at(path, side, line)],
          ...(kinds.has("test") ? { risk: "R1" as const, evidence: { test: "yes" } } : {}),
        }),
      ),
    ),
  );
}

/** The entries of which nothing else says that nobody analysed them. */
export function silentFindings(coverage: readonly Coverage[], findings: readonly Finding[]): readonly Finding[] {
  const told = opaquePaths(findings);
  const silent = coverage.filter(({ path, analysed }) => analysed === "none" && !told.has(path));
  if (silent.length === 0) return [];
  return [
    finding(ID, "opaque", "opaque.unread", {
      title: `${silent.length} ${silent.length === 1 ? "file was" : "files were"} not analysed`,
      at: silent.map(({ path }) => at(path, "result", 0)),
      ask: "What is in these files?",
    }),
  ];
}
