import { CountersignError } from "@countersign/core";
import type { BundleLeaf, LeafProblem, LogContents } from "@countersign/core";
import { countDisclosed } from "./bundle-lines.ts";
import type { BundleLines } from "./bundle-lines.ts";
import type { Checklist } from "./check.ts";

/** What the log reader read of a bundle. */
export type ReadRecords = { readonly contents?: LogContents; readonly problems: readonly LeafProblem[] };

/** Lists what the log reader found: which evidence is there, which policies are in force, and each leaf that does not verify. */
export function checkRecords(list: Checklist, lines: BundleLines, { contents, problems }: ReadRecords): void {
  checkDisclosed(list, lines);
  checkPolicies(list, lines, contents);
  const wrong = problems.filter(({ code }) => code !== "bundle.evidence-missing");
  for (const problem of wrong.slice(0, MOST_LISTED)) showProblem(list, lines.leaves, problem);
  const [more] = wrong.slice(MOST_LISTED);
  if (more !== undefined) showProblem(list, lines.leaves, more, `, and ${wrong.length - MOST_LISTED - 1} more`);
  if (wrong.length > 0) return;
  const count = countDisclosed(lines);
  if (contents === undefined)
    return list.skip("bundle.records", count === 0 ? "The records are withheld." : "No policy verifies.");
  list.check("bundle.records", () => ({ found: true, sentence: recordsRead(contents, count) }));
}

/** Of leaves that do not verify so many are listed one by one. */
const MOST_LISTED = 50;

function checkDisclosed(list: Checklist, lines: BundleLines): void {
  const all = lines.leaves.length;
  const withheld = all - countDisclosed(lines);
  if (withheld > 0)
    return list.skip(
      "bundle.evidence",
      `The evidence of ${withheld} of ${all} leaves is withheld: nobody can tell what they say.`,
    );
  list.check("bundle.evidence", () => ({ found: true, sentence: `The evidence of all ${all} leaves is there.` }));
}

function checkPolicies(list: Checklist, lines: BundleLines, contents: LogContents | undefined): void {
  if (contents === undefined)
    return list.skip(
      "bundle.policies",
      countDisclosed(lines) === 0 ? "The policies are withheld." : "No policy verifies.",
    );
  const { policies, policy } = contents;
  list.check("bundle.policies", (show) => {
    for (const {
      leaf,
      sha256,
      policy: { version },
    } of policies)
      show.bytes(`version ${version}, leaf ${leaf}, SHA-256 in hexadecimal`, new TextEncoder().encode(sha256));
    const versions = `${policies.length} policy ${policies.length === 1 ? "version" : "versions"}`;
    return {
      found: true,
      sentence: `${versions}, each signed as it has to be; version ${policy.policy.version} is in force.`,
    };
  });
}

function showProblem(
  list: Checklist,
  leaves: readonly BundleLeaf[],
  { index, code, message }: LeafProblem,
  more = "",
): void {
  list.check({ name: "bundle.records", about: `leaf ${index}` }, (show) => {
    const line = leaves[index];
    for (const [label, bytes] of Object.entries(line ?? {})) show.bytes(label, bytes);
    throw new CountersignError(code, `leaf ${index}: ${message}${more}`);
  });
}

function recordsRead({ changes, reviews, baselines, deployments, voided }: LogContents, count: number): string {
  const said = `${changes.length} changes, ${reviews.length} decisions, ${baselines.length} baselines, ${deployments.length} deployments`;
  const without = voided.length === 0 ? "" : ` ${voided.length} records are void, by both sides.`;
  return `All ${count} records verify, each by the policy in force at its leaf: ${said}.${without}`;
}
