import type { FileChange, Hazard, MovedText, Noticed, Surroundings } from "../contract.ts";
import { hazardFinding, named, whole } from "./finding.ts";

/** What all hazards notice in one entry. */
export function noticeInFile(hazards: readonly Hazard[], file: FileChange, around: Surroundings): readonly Noticed[] {
  const { path, newMode } = file.entry;
  const failed = (id: string, error: unknown) =>
    failure(id, error, named(path), [whole(path, newMode === "000000" ? "base" : "result")]);
  const noticed: Noticed[] = [];
  for (const { id, file: look } of hazards) {
    if (look === undefined) continue;
    const one = attempt(
      () => look(file, around),
      (error) => failed(id, error),
    );
    if (one.findings.length > 0 || one.ledgers !== undefined) noticed.push(one);
  }
  return noticed;
}

/** What all hazards notice in the change as a whole. */
export function noticeInChange(
  hazards: readonly Hazard[],
  around: Surroundings,
  files: readonly MovedText[],
): readonly Noticed[] {
  return hazards.flatMap(({ id, change, across }) => {
    const failed = (error: unknown) => failure(id, error, "the change as a whole", []);
    return [
      ...(change === undefined ? [] : [attempt(() => change(around), failed)]),
      ...(across === undefined ? [] : [attempt(() => across(files), failed)]),
    ];
  });
}

/** A detector that fails is not silent: what it would have looked at counts as not understood (attack D17). */
function failure(id: string, error: unknown, what: string, at: ReturnType<typeof whole>[]): Noticed {
  return {
    findings: [
      hazardFinding(id, "opaque.failed", {
        title: `The detector ${id} failed on ${what}`,
        at,
        // The message may quote the content, which is nobody's to show here.
        evidence: { failed: "yes", detector: id, error: error instanceof Error ? error.name : typeof error },
      }),
    ],
  };
}

function attempt(look: () => Noticed, failed: (error: unknown) => Noticed): Noticed {
  try {
    return look();
  } catch (error) {
    return failed(error);
  }
}
