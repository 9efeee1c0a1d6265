import { requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { headOf } from "../events/works.ts";
import { landedViews } from "./landed-views.ts";
import { viewGroups } from "../merge-group/view-groups.ts";
import type { GroupParts } from "../merge-group/view-groups.ts";
import { composeCheck } from "./compose-check.ts";
import { viewPull } from "./view-pull.ts";
import type { PullView, WantedCheck } from "./wanted.ts";
import type { ViewParts } from "./view-pull.ts";
import { writeCheck } from "./write-check.ts";
import type { WriteParts } from "./write-check.ts";

/** What the handler of checks works with; wired once. */
export type CheckParts = ViewParts & WriteParts & GroupParts;

/** Looks of one turn, where what is wanted changes faster than it may be written. */
const MOST_LOOKS = 5;

/**
 * Makes the check of one head right: by every open pull request that has it, as it stands now. Who asked for it, by an event, a button or a
 * decision, makes no difference.
 */
export function makeCheckRight(parts: CheckParts): Handler {
  return async (claimed, signal) => {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const wanted = await wantedFor(parts, claimed.key, signal);
      if (await writeCheck(parts, claimed, wanted, signal)) return;
    }
    await requestWork(parts.db, claimed);
  };
}

async function wantedFor(parts: CheckParts, key: string, signal: AbortSignal): Promise<WantedCheck> {
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
  return composeCheck(head, views, await notesOn(parts, repository, head));
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
