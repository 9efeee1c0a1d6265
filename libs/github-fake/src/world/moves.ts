import { emit } from "../deliveries/emit.ts";
import { contains } from "../git/commits.ts";
import { commitFacts, commitList } from "../git/facts.ts";
import { NOTHING } from "../git/store.ts";
import type { Hub } from "../hub.ts";
import { renderPushedCommit } from "../render/commit.ts";
import { fullName } from "../render/repository.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { landedPulls, pushedPulls } from "./pushed-pulls.ts";
import { recordRuleSuite } from "./rules.ts";
import { requestSuites } from "./suites.ts";

/** A ref that moved; ids of 40 zeros where it was not there, or is not there any more. */
export type Move = { readonly ref: string; readonly before: string; readonly after: string };

/** Refs of a push beyond which GitHub is silent. */
const TAGS = 3;
const BRANCHES = 5_000;
/** Commits that a `push` lists. */
const COMMITS = 2_048;

/** Whether pull requests follow (not those of the queue's own branches), and whether rules had a say (not when GitHub itself moves). */
export type MoveKind = "pushed" | "landed" | "queued";

/** What is told when refs have moved: `push`, suites, pull requests that follow. In the order of the repository. */
export async function tellMoves(
  hub: Hub,
  repository: Repository,
  moves: readonly Move[],
  by: number,
  kind: MoveKind,
): Promise<void> {
  const shown = moves.filter(({ ref }) => ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/"));
  const tags = shown.filter(({ ref }) => ref.startsWith("refs/tags/")).length;
  const silent = tags > TAGS || shown.length - tags > BRANCHES;
  hub.state.repositories.change(repository.id, { pushedAt: hub.clock.now() });
  for (const move of shown) {
    if (kind === "pushed") recordRuleSuite(hub, repository, move, by);
    if (!silent) await emitPush(hub, repository, move, by);
    if (!move.ref.startsWith("refs/heads/")) continue;
    if (move.after !== NOTHING) await requestSuites(hub, repository, move);
    if (kind === "queued") continue;
    await pushedPulls(hub, repository, move, by);
    await landedPulls(hub, repository, move, by);
  }
}

/** Refs that are not what they were. */
export function movesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Move[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names
    .map((ref) => ({ ref, before: before.get(ref) ?? NOTHING, after: after.get(ref) ?? NOTHING }))
    .filter((move) => move.before !== move.after);
}

async function emitPush(hub: Hub, repository: Repository, { ref, before, after }: Move, by: number): Promise<void> {
  const created = before === NOTHING;
  const deleted = after === NOTHING;
  const forced = !created && !deleted && !(await contains(hub.git, repository.id, after, before));
  const range = created ? [after, "--max-count=1"] : [`${before}..${after}`, `--max-count=${COMMITS}`];
  const listed = deleted ? [] : await commitList(hub.git, repository.id, range);
  const head = deleted ? null : renderPushedCommit(hub, repository, await commitFacts(hub.git, repository.id, after));
  const page = `${hub.urls.site}/${fullName(hub, repository)}`;
  const pusher = known(hub.state.accounts, by);
  emit(hub, {
    name: "push",
    action: null,
    repository: known(hub.state.repositories, repository.id),
    sender: by,
    payload: {
      ref,
      before,
      after,
      created,
      deleted,
      forced,
      base_ref: null,
      compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      commits: listed.map((commit) => renderPushedCommit(hub, repository, commit)).toReversed(),
      head_commit: head,
      pusher: { name: pusher.login, email: `${pusher.login}@users.noreply.github.com` },
    },
  });
}
