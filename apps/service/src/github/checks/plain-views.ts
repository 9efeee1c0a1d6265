import type { KeptPull } from "./view-pull.ts";
import type { PullView } from "./wanted.ts";

/** The code of a view that says that nobody looked yet. */
export const LOOKING_CODE = "check.looking";

/** A pull request about which nothing has to be decided, or nothing is known yet. */
export function plainView({ number, base }: KeptPull, what: keyof typeof PLAIN): PullView {
  const { state, headline, text } = PLAIN[what];
  return { number, onto: base, state, code: `check.${what}`, headline, text, annotations: [] };
}

const PLAIN = {
  looking: {
    state: "waiting",
    headline: "Looking at what it changes",
    text: "This is done in a minute; nothing has to be done for it.",
  },
  nothing: {
    state: "passes",
    headline: "Nothing in scope",
    text: "It changes nothing that the policy has anybody look at.",
  },
  merged: { state: "passes", headline: "It is in the target already", text: "Merging it changes nothing." },
} as const satisfies Readonly<Record<string, Pick<PullView, "state" | "headline" | "text">>>;

/** A pull request that could not be evaluated: the code, and what to do about it. */
export function failedView({ number, base }: KeptPull, code: string, remedy: string): PullView {
  const isAboutPeople = code === "change.contributor-unresolved";
  return {
    number,
    onto: base,
    state: isAboutPeople ? "asks" : "fails",
    code,
    headline: isAboutPeople
      ? "The policy does not know everybody who has a part in it"
      : `It could not be evaluated (${code})`,
    text: `\`${code}\`: ${remedy}`,
    annotations: [],
  };
}
