import type { JsonObject } from "@countersign/attest";
import { displayPath, formatPath, packetRoles, partitionOf } from "@countersign/core";
import type { Entry, Packet, Part, Partition, Policy } from "@countersign/core";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";

/** Classes at R3 and R4 from which a change counts as mixed, whoever decides about them. */
const MANY = 3;
/** Paths of a part that are named. */
const MOST_PATHS = 6;

/** How a change had better be proposed: for each part what decides about it, requirements or, without a policy, roles. */
export type SplitAdvice = Partition & { readonly deciders: readonly (readonly string[])[] };

type Analysed = Pick<Packet, "findings" | "ledgers" | "coverage"> & { readonly entries: readonly Entry[] };

/** Advice to split a change of which parts have other deciders than others, or which mixes many classes at R3 and R4; undefined for all others. */
export function splitAdvice(analysed: Analysed, policy?: Policy): SplitAdvice | undefined {
  const partition = partitionOf(analysed);
  const { parts } = partition;
  if (parts.length < 2) return undefined;
  const deciders = parts.map((part) => decidersOf(part, analysed, policy));
  const classes = new Set(parts.flatMap((part) => part.classes.map((one) => one.class)));
  const differ = new Set(deciders.map((ids) => ids.join(" "))).size > 1;
  return differ || classes.size >= MANY ? { ...partition, deciders } : undefined;
}

function decidersOf({ paths, findings }: Part, analysed: Analysed, policy: Policy | undefined): readonly string[] {
  if (policy === undefined) {
    const own = findings.flatMap((index) => analysed.findings[index] ?? []);
    const roles = own.filter(({ risk }) => risk === "R3" || risk === "R4").flatMap((finding) => finding.roles);
    return [...new Set(roles)].toSorted();
  }
  const own = new Set(paths);
  const entries = analysed.entries.filter(({ path }) => own.has(path));
  return Object.values(packetRoles(policy, entries, analysed))
    .flatMap(({ requirements }) => requirements)
    .toSorted();
}

/** The advice for people: each part with its classes and paths, who decides about it, and how to make it a change; what was approved as a whole is decided anew. */
export function splitLines(
  { parts, rest, deciders }: SplitAdvice,
  { base, head }: { readonly base: string; readonly head: string },
  { yellow, dim }: Terminal,
): readonly string[] {
  const told = parts.flatMap(({ classes, paths }, index) => {
    const by = (deciders[index] ?? []).map(oneLine).join(", ");
    return [
      `  ${index + 1}  ${classes.map((one) => `${yellow(one.risk)} ${one.class}`).join(", ")}; by ${by || "nobody"}`,
      ...pathLines(paths),
    ];
  });
  return [
    ...told,
    ...(rest.length === 0 ? [] : ["  with whichever it belongs to", ...pathLines(rest)]),
    dim(`  each: git switch -c PART ${base} && git restore --source ${head} --staged --worktree -- PATHS`),
  ];
}

function pathLines(paths: readonly Part["paths"][number][]): readonly string[] {
  const more = paths.length - MOST_PATHS;
  return [
    ...paths.slice(0, MOST_PATHS).map((path) => `       ${displayPath(path)}`),
    ...(more > 0 ? [`       and ${more} more; --json has them`] : []),
  ];
}

/** The title above the advice. */
export function splitTitle({ parts }: SplitAdvice): string {
  return `Better as ${parts.length} changes: then none waits for what another one needs`;
}

/** The advice as JSON, every path in the spelling of records; findings by their place in the packet. */
export function splitJson({ parts, rest, deciders }: SplitAdvice): JsonObject {
  return {
    parts: parts.map(({ paths, classes, findings }, index) => ({
      paths: paths.map(formatPath),
      classes: classes.map((one) => ({ ...one })),
      findings,
      deciders: deciders[index] ?? [],
    })),
    rest: rest.map(formatPath),
  };
}
