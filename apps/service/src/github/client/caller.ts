import { CountersignError } from "@countersign/core";
import type { As } from "./as.ts";
import { spellAs } from "./as.ts";
import { readAnswer, rememberAnswers } from "./answer.ts";
import type { GithubAnswer } from "./answer.ts";
import { callBudget } from "./budget.ts";
import type { Budget, Urgency } from "./budget.ts";
import { refusalError, transportError } from "./github-error.ts";
import { octokitFor } from "./octokit-for.ts";
import type { Asker, AskerOptions } from "./octokit-for.ts";

export type AskOptions = { readonly signal: AbortSignal; readonly urgency?: Urgency };
export type Parameters = Readonly<Record<string, unknown>>;

/** What calls are made with. */
export type CallerParts = Omit<AskerOptions, "name"> & {
  readonly app: number;
  /** A call that ended, by its route and status; 0 where nothing was answered. */
  readonly called: (route: string, status: number) => void;
  readonly now: () => number;
};

/** Makes one call, once: its answer, what was answered before where that did not change, or a code `github.…`. */
export type Caller = (
  as: As,
  authorization: string,
  route: string,
  parameters: Parameters,
  options: AskOptions,
) => Promise<GithubAnswer>;

/** Begins to call. Each installation has its own place in the throttle, and its own budget. */
export function githubCaller(parts: CallerParts): Caller {
  const each = perInstallation(parts);
  const remembered = rememberAnswers();
  return async (as, authorization, route, parameters, { signal, urgency = "usual" }) => {
    const { octokit, budget } = each(as);
    budget.take(route.split(" ")[0] ?? "", urgency, parts.now());
    const known = remembered.of(as, route, parameters);
    const headers = { authorization, ...(known === undefined ? {} : { "if-none-match": known.etag }) };
    const heard = (answer: GithubAnswer) => {
      parts.called(route, answer.status);
      budget.heard(answer.headers, parts.now());
      return answer;
    };
    try {
      const answer = heard(readAnswer(await octokit.request(route, { ...parameters, headers, request: { signal } })));
      // Of a write that was sent elsewhere nothing came.
      if (answer.status >= 300) throw refusalError(answer, route, parts.now());
      remembered.keep(as, route, parameters, answer);
      return answer;
    } catch (error) {
      if (error instanceof CountersignError) throw error;
      const answer = heard(readAnswer(error));
      if (answer.status === 304 && known !== undefined) return known.answer;
      if (answer.status === 0) throw transportError(error, route);
      const refused = refusalError(answer, route, parts.now());
      if (refused.code === "github.limited") budget.wait(refused.facts["seconds"] ?? 0, parts.now());
      throw refused;
    }
  };
}

function perInstallation(parts: CallerParts) {
  const made = new Map<string, { readonly octokit: Asker; readonly budget: Budget }>();
  return (as: As) => {
    const name = as === "app" ? spellAs(as) : String(as.installation);
    const known = made.get(name) ?? {
      octokit: octokitFor({ ...parts, name: `${parts.app}-${name}` }),
      budget: callBudget(),
    };
    made.set(name, known);
    return known;
  };
}
