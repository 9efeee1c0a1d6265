import { emit } from "../deliveries/emit.ts";
import { contains } from "../git/commits.ts";
import { commitFacts, commitList } from "../git/facts.ts";
import type { CommitFacts } from "../git/facts.ts";
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

/** Tags and branches of one push beyond which GitHub is silent about all of their kind. */
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
  const tags = shown.filter(isTag).length;
  const silent = { tags: tags > TAGS, branches: shown.length - tags > BRANCHES };
  hub.state.repositories.change(repository.id, { pushedAt: hub.clock.now() });
  for (const move of shown) {
    if (kind === "pushed") recordRuleSuite(hub, repository, move, by);
    if (!(isTag(move) ? silent.tags : silent.branches)) await emitPush(hub, repository, move, by);
    if (isTag(move)) continue;
    if (move.after !== NOTHING && !silent.branches) await requestSuites(hub, repository, move);
    if (kind === "queued") continue;
    await pushedPulls(hub, repository, move, by);
    await landedPulls(hub, repository, move, by);
  }
}

function isTag({ ref }: Move): boolean {
  return ref.startsWith("refs/tags/");
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
  const last = deleted ? undefined : await commitFacts(hub.git, repository.id, after);
  // A commit on top of what was there, by far the most usual push, needs no look into the history.
  const onTop = last?.parents.includes(before) === true;
  const forced = !onTop && !created && !deleted && !(await contains(hub.git, repository.id, after, before));
  const head = last === undefined ? null : renderPushedCommit(hub, repository, last);
  const listed = await listedCommits(hub, repository, before, last);
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

/** Commits that a push brought, oldest last. */
async function listedCommits(hub: Hub, { id }: Repository, before: string, last: CommitFacts | undefined) {
  if (last === undefined) return [];
  if (before === NOTHING || (last.parents.length === 1 && last.parents[0] === before)) return [last];
  return commitList(hub.git, id, [`${before}..${last.id}`, `--max-count=${COMMITS}`]);
}
