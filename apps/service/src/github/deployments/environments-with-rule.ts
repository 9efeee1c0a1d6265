import { z } from "zod";
import { id, text } from "../events/fields.ts";
import type { Reached } from "../places/place-of.ts";
import { isRuleOn } from "./look-at-run.ts";
import type { RunLookParts } from "./look-at-run.ts";

/** Which environments of a repository our rule stands before; GitHub is asked about each once. */
export type EnvironmentsWithRule = {
  /** Whether there may be one: false where each was asked about, true where they are more than may be asked. */
  readonly any: () => Promise<boolean>;
  readonly has: (environment: string) => Promise<boolean>;
};

/** Environments that are asked about before any run is: a repository with one for each preview has hundreds. */
const MOST = 20;

const form = z.object({ total_count: z.int(), environments: z.array(z.object({ id, name: text })).nullish() });

/** Begins to ask; nothing is asked before somebody wants to know. */
export function environmentsWithRule(parts: RunLookParts, reached: Reached, signal: AbortSignal): EnvironmentsWithRule {
  const asked = new Map<string, Promise<boolean>>();
  const has = (environment: string) => {
    // GitHub tells two names by more than capitals.
    const name = environment.toLowerCase();
    const answer = asked.get(name) ?? isRuleOn(parts, reached, environment, { signal });
    asked.set(name, answer);
    return answer;
  };
  return {
    has,
    async any() {
      const { owner, repo, as } = reached;
      const wanted = { owner, repo, per_page: MOST };
      const { data } = await parts.github.ask(as, "GET /repos/{owner}/{repo}/environments", wanted, { signal });
      const { total_count: total, environments } = form.parse(data);
      if (total > MOST) return true;
      for (const { name } of environments ?? []) if (await has(name)) return true;
      return false;
    },
  };
}
