import { join } from "node:path";
import { openMirror, openRepository } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import { CountersignError, gate, resultTree } from "@countersign/core";
import type { ChangeRecord, Classify, LogContents, Oid, Policy, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import type { Mirrors } from "../../capture/place.ts";

/** What judging what would land runs on; `now` in seconds. */
export type LandingParts = { readonly mirrors: Mirrors; readonly classify: Classify; readonly now: number };

/**
 * What the gate says of a captured change if it landed on a tip now: the very gate function that runs beside production, asked about a commit
 * with the tree that merging gives and the tip as its parent, made in our own mirror. By the environment that requires most.
 */
export async function judgeLanding(
  { mirrors, classify, now }: LandingParts,
  log: LogContents,
  record: ChangeRecord,
  tip: Oid,
): Promise<Verdict> {
  const { repository: named, objectFormat, ref, head } = record;
  const dir = join(mirrorFolder(mirrors, named.id), "mirror.git");
  const mirror = await openMirror({ dir, objectFormat, searchPath: mirrors.searchPath });
  await using repository = openRepository(mirror);
  const tree = await resultTree(repository, { base: tip, head: head.gitCommit });
  // Whoever lands it may be anybody, and is judged once it landed; until then it is its author's.
  const { author } = await repository.commit(head.gitCommit);
  const commit = await repository.commitTree(tree, tip, author);
  return judgeIn({ mirror, classify, now }, log, { repository: named.id, uri: named.uri, ref, commit });
}

/** A commit of a mirror, and where it would be. */
type Landing = { readonly repository: string; readonly uri: string; readonly ref: string; readonly commit: Oid };

/** Asks the gate about a commit that a mirror has, for each set of requirements that environments have: the worst of what it says. */
export async function judgeIn(
  { mirror, classify, now }: Omit<LandingParts, "mirrors"> & { readonly mirror: Mirror },
  log: LogContents,
  { repository, uri, ref, commit }: Landing,
): Promise<Verdict> {
  const parts = { crypto: nodeCrypto, source: { open: async () => openRepository(mirror) }, classify, now };
  // The log is our own: we know everything in it by now. How fresh a copy of it is, is for whoever judges by one.
  const fresh = { ...log, time: Math.max(log.time ?? now, now) };
  const verdicts: Verdict[] = [];
  for (const environment of strictest(log.policy.policy))
    verdicts.push(await gate(parts, fresh, { repository, ref, commit, environment, source: uri }));
  const [worst] = verdicts.toSorted((a, b) => SEVERITY.indexOf(a.decision) - SEVERITY.indexOf(b.decision));
  if (worst === undefined) throw new CountersignError("policy.environment", "the policy has no environment");
  return worst;
}

const SEVERITY: readonly Verdict["decision"][] = ["deny", "error", "pending", "allow"];

/** One environment for each set of requirements that no other one has with more. */
function strictest({ environments }: Policy): readonly string[] {
  const has = (many: readonly string[], few: readonly string[]) => few.every((id) => many.includes(id));
  return environments
    .filter(({ requires }, at) =>
      environments.every(
        (other, place) =>
          place === at || !has(other.requires, requires) || (has(requires, other.requires) && place > at),
      ),
    )
    .map(({ id }) => id);
}
