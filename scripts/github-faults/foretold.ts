import type { Decision } from "@countersign/core";
import type { Act } from "./story.ts";

/** How a pull request ends by the story alone, without asking anybody. */
export type Foretold = {
  readonly state: "open" | "closed" | "merged";
  /** What the newest run of ours on its head has to say; undefined where that hangs on what was seen before it was closed or went elsewhere. */
  readonly check: string | undefined;
  /** Whether it is open onto a branch that no policy knows, and whether it changes anything in scope. */
  readonly isElsewhere: boolean;
  readonly inScope: boolean;
};

type Life = {
  inScope: boolean;
  base: string;
  state: Foretold["state"];
  /** What was said of its newest head. */
  said: Decision | undefined;
  /** Whether it landed before anybody approved it. */
  early: boolean;
};

/** Foretells every pull request of a story by its place. */
export function foretell(story: readonly Act[]): ReadonlyMap<number, Foretold> {
  const lives = new Map<number, Life>();
  for (const act of story) {
    if (act.act === "open")
      lives.set(act.pull, {
        inScope: act.plan.inScope,
        base: act.plan.base,
        state: "open",
        said: undefined,
        early: false,
      });
    const life = "pull" in act ? lives.get(act.pull) : undefined;
    if (life !== undefined) live(life, act);
  }
  return new Map(
    [...lives].map(([pull, life]) => {
      const { state, base, inScope } = life;
      return [pull, { state, check: checkOf(life), isElsewhere: state === "open" && base !== "main", inScope }];
    }),
  );
}

/**
 * Checks of what is open onto a branch that no policy knows, by the place of the pull request, which say what they may not: nothing is said of
 * it there, and a check belongs to the commit and would speak for it wherever it is proposed next. Of one that was on the protected branch
 * before, what was said there stands if it had ended; it waits for nobody, and passes only what changes nothing in scope.
 */
export function saidElsewhere(
  foretold: ReadonlyMap<number, Foretold>,
  checks: ReadonlyMap<number, string>,
): readonly string[] {
  return [...foretold].flatMap(([pull, { isElsewhere, inScope }]) => {
    const check = checks.get(pull) ?? "none";
    const passes = check.startsWith("success:");
    const isRight = check === "none" || (passes ? !inScope : ENDED.test(check));
    return !isElsewhere || isRight ? [] : [`#${pull + 1} ${check}`];
  });
}

const ENDED = /^(?:cancelled|failure|action_required): /;

function live(life: Life, act: Act): void {
  if (act.act === "push") life.said = undefined;
  if (act.act === "retarget") life.base = act.base;
  if (act.act === "close") life.state = "closed";
  if (act.act === "reopen") life.state = "open";
  if (act.act === "decide") life.said = act.decision;
  if (act.act === "enqueue" || act.act === "merge") {
    life.state = "merged";
    life.early = life.inScope && life.said !== "approve";
  }
}

function checkOf({ inScope, base, state, said, early }: Life): string | undefined {
  if (state === "merged" && early)
    return said === "approve" ? "success: Approved after it landed" : "failure: Landed without review";
  if (state !== "open") return undefined;
  if (base !== "main") return undefined;
  if (!inScope) return "success: Nothing in scope";
  switch (said) {
    case "approve":
      return "success: Everybody who is asked approved";
    case "reject":
      return "failure: Rejected";
    case "hold":
      return "action_required: Held: a question is open";
    default:
      return "in_progress: Waits for oracle";
  }
}
