import { CountersignError } from "@countersign/core";
import type { Verdict } from "@countersign/core";
import { anyOid } from "../../capture/ref-moves.ts";
import { fetchEach } from "../../capture/fetch-each.ts";
import { openPlace } from "../../capture/place.ts";
import type { WhereAndWho } from "../../capture/place.ts";
import type { LogSight } from "../../queue/log-sight.ts";
import type { RepositorySettings } from "../../settings/settings.ts";
import { headlineOf, residualLines } from "../checks/change-view.ts";
import { judgeIn } from "../checks/judge-landing.ts";
import { viewProtected } from "../checks/view-pull.ts";
import type { KeptPull, ViewParts } from "../checks/view-pull.ts";
import type { PullView } from "../checks/wanted.ts";

/** What judging groups runs on, beside what pull requests do. */
export type GroupParts = {
  /** Where repositories are, as the settings say it. */
  readonly places: readonly Pick<RepositorySettings, "id" | "fetch" | "authorization">[];
  readonly whereAndWho: WhereAndWho;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * How the groups of merge queues with a head stand (github.md §7): as the gate judges that very commit on the line that it would land on, each
 * step by its own coverage, whatever pull requests the group is said to have. It is answered at once: nobody is asked any more in a queue.
 */
export async function viewGroups(
  parts: ViewParts & GroupParts,
  repository: string,
  head: string,
  signal: AbortSignal,
): Promise<readonly PullView[]> {
  const rows = await parts.db
    .selectFrom("github_group")
    .select("onto")
    .where("repository", "=", repository)
    .where("head", "=", head)
    .where("gone", "=", false)
    .execute();
  const views: PullView[] = [];
  for (const { onto } of rows) {
    const group = { repository, number: 0, base: onto, head };
    const view = await viewProtected(parts.shared, group, async (sight) =>
      groupView(group, await judged(parts, sight, group, signal)),
    );
    if (view !== undefined) views.push(view);
  }
  return views;
}

async function judged(
  parts: ViewParts & GroupParts,
  { contents }: LogSight,
  group: KeptPull,
  signal: AbortSignal,
): Promise<Verdict> {
  const measure = contents.policy.policy.repositories.find(({ id }) => id === group.repository);
  const settings = parts.places.find(({ id }) => id === group.repository);
  if (measure === undefined || settings === undefined)
    throw new CountersignError("policy.repository", `nobody says where ${group.repository} is`);
  const place = await openPlace(parts, settings, signal);
  const commit = anyOid(group.head);
  const missing = await fetchEach(place, [commit], { skipList: measure.oldHeaderDefects, signal });
  const lost = missing.get(commit);
  if (lost !== undefined) throw lost;
  const { classify, clock } = parts;
  const landing = { repository: measure.id, uri: measure.uri, ref: group.base, commit };
  return judgeIn({ mirror: place.mirror, classify, now: clock.now() }, contents, landing);
}

function groupView({ number, base }: KeptPull, verdict: Verdict): PullView {
  const steps = verdict.edges
    .filter(({ state }) => state !== "not-applicable")
    .slice(-50)
    .map(({ from, to, state }) => `- \`${from.slice(0, 12)}..${to.slice(0, 12)}\`: ${state}`);
  const text = [
    `The group as it would land, step by step, for \`${verdict.environment}\`: **${verdict.decision}** \`${verdict.code}\``,
    steps.join("\n"),
    ...residualLines(verdict),
  ];
  return {
    number,
    onto: base,
    state: verdict.decision === "allow" ? "passes" : "fails",
    code: verdict.code,
    headline: headlineOf(verdict, []),
    text: text.filter((part) => part !== "").join("\n\n"),
    annotations: [],
  };
}
