import { postponeWork, requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { headOf } from "../events/works.ts";
import { landedViews } from "./landed-views.ts";
import { viewGroups } from "../merge-group/view-groups.ts";
import type { GroupParts } from "../merge-group/view-groups.ts";
import { composeCheck } from "./compose-check.ts";
import { heldFor } from "./hold-looking.ts";
import { viewPull } from "./view-pull.ts";
import type { PullView } from "./wanted.ts";
import type { ViewParts } from "./view-pull.ts";
import { writeCheck } from "./write-check.ts";
import type { WriteParts } from "./write-check.ts";

/** What the handler of checks works with; wired once. */
export type CheckParts = ViewParts & WriteParts & GroupParts;

/** Looks of one turn, where what is wanted changes faster than it may be written. */
const MOST_LOOKS = 5;

/**
 * Makes the check of one head right: by every open pull request that has it, as it stands now. Who asked for it, by an event, a button or a
 * decision, makes no difference. A new head, at which nobody looked yet, gets its check a moment later and has it say who is asked at once: until
 * then it has none, and nothing is green.
 */
export function makeCheckRight(parts: CheckParts): Handler {
  return async (claimed, signal) => {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const views = await viewsOf(parts, claimed.key, signal);
      const held = await heldFor(parts.db, claimed.key, views);
      if (held > 0) return postponeWork(parts.db, claimed, held);
      const { repository, head } = headOf(claimed.key);
      const wanted = composeCheck(head, views, await notesOn(parts, repository, head));
      if (await writeCheck(parts, claimed, wanted, signal)) return;
    }
    await requestWork(parts.db, claimed);
  };
}

async function viewsOf(parts: CheckParts, key: string, signal: AbortSignal): Promise<readonly PullView[]> {
  const { repository, head } = headOf(key);
  const pulls = await parts.db
    .selectFrom("github_pull")
    .select(["repository", "number", "base", "head"])
    .where("repository", "=", repository)
    .where("head", "=", head)
    .where("state", "=", "open")
    .orderBy("number")
    .execute();
  const views: PullView[] = [];
  for (const pull of pulls) views.push(...one(await viewPull(parts, pull)));
  views.push(...(await viewGroups(parts, repository, head, signal)));
  views.push(...(await landedViews(parts.db, repository, head)));
  return views;
}

const one = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

/** The code under which a check of our name by another app is told (attack G10). */
const FOREIGN_CHECK = "github.foreign-check";

/** What everybody who looks at the check has to know beside how it stands. */
async function notesOn({ db }: CheckParts, repository: string, head: string): Promise<readonly string[]> {
  const foreign = await db
    .selectFrom("github_foreign_check")
    .select("app")
    .where("repository", "=", repository)
    .where("head", "=", head)
    .orderBy("app")
    .execute();
  if (foreign.length === 0) return [];
  const apps = foreign.map(({ app }) => app).join(", ");
  return [
    `⚠ \`${FOREIGN_CHECK}\`: another app (${apps}) has a check of the name \`countersign\` on this commit. It says nothing; have the rule require it of this app alone.`,
  ];
}
