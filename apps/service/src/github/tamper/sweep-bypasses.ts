import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { addEvents } from "../../queue/event.ts";
import type { Database } from "../../store/database.ts";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import { id, text } from "../events/fields.ts";
import type { Reached } from "../places/place-of.ts";
import type { Guard } from "./guard.ts";
import type { SeeParts } from "./see-branch.ts";

const suites = z.array(z.object({ id, ref: text, actor_id: id.nullish() }));

/**
 * Finds in GitHub's own list who went around the rules of protected refs since a week ago, and tells people of each once. Who is exempt from a
 * ruleset leaves nothing in it: what landed is found by looking at the ref.
 */
export async function sweepBypasses(
  { github, db }: SeeParts & { readonly db: Database },
  claimed: Claimed,
  { owner, repo, as, place }: Reached,
  refs: readonly string[],
  signal: AbortSignal,
): Promise<Guard> {
  const seen = { subject: "repository", aspect: "rule-suites" } as const;
  const { repository } = place;
  const asked = { owner, repo, rule_suite_result: "bypass", time_period: "week" };
  const route = "GET /repos/{owner}/{repo}/rulesets/rule-suites";
  try {
    const found = await github.pages(as, route, asked, (data) => suites.parse(data), { signal });
    await db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      const fresh: string[] = [];
      for (const { id: suite, ref, actor_id: actor } of found.filter((one) => refs.includes(one.ref))) {
        const row = { repository, suite: String(suite), ref, actor: typeof actor === "number" ? String(actor) : null };
        const { numInsertedOrUpdatedRows } = await one
          .insertInto("github_bypass")
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 1n) fresh.push(row.suite);
      }
      const events = fresh.map((suite) => ({
        key: `bypass ${repository} ${suite}`,
        kind: "gate.bypassed" as const,
        data: { code: "monitor.gate-removed", repository, suite },
      }));
      await addEvents(one, events);
    });
    return { ...seen, state: "right", detail: "who goes around rules is shown" };
  } catch (error) {
    if (!(error instanceof CountersignError) || !/^github\.(?:not-found|permission)$/.test(error.code)) throw error;
    return { ...seen, state: "unseen", detail: "who goes around rules is not shown without Administration: read" };
  }
}
