/** Stands for the detectors: what worlds are judged by has to be the same for both gates. */
export const SMALL_DETECTOR = { version: "small", sha256: "5".repeat(64) } as const;

/**
 * The classes of one changed file, by its two contents: `egress` where it has two new lines or more, so that a class is
 * easily split over steps. Undefined for what the detector cannot read.
 */
export function classesOf(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly string[] | undefined {
  if (path.endsWith(".json")) return undefined;
  const old = new Set(before?.split("\n"));
  const added = (after ?? "").split("\n").filter((line) => line !== "" && !old.has(line));
  return added.length > 1 ? ["egress"] : [];
}
