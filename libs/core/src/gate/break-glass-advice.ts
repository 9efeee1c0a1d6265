import { reviewOf, reviewersOf } from "./break-glass-review.ts";
import { unreviewedBefore } from "./break-glass-fault.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";

type Advice = (facts: GateFacts, finding: GateFinding) => { readonly message: string; readonly remedy: string };

const AGAIN: Advice = ({ request }) => ({
  message: "",
  remedy: `Have another one signed: countersign break-glass --repo ${request.source} --commit ${request.commit} --env ${request.environment} --reason TEXT --key FILE`,
});

/** The sentence and the next command for what break-glass does to an answer. */
export const BREAK_GLASS_ADVICE: Readonly<Record<string, Advice>> = {
  "gate.break-glass": (facts, finding) => ({
    message: `${people(finding)} opened the emergency exit for this commit until ${finding.breakGlass?.record.notAfter} (leaf ${leafOf(finding)}): ${JSON.stringify(finding.breakGlass?.record.reason.slice(0, 200))}. It overrides what follows, and settles nothing.`,
    remedy: review(facts, finding),
  }),
  "breakglass.not-logged": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: "The break-glass that was named does not stand in this log, and it counts only once it does.",
    remedy: "Submit it, then fetch a newer bundle: countersign submit FILE",
  }),
  "breakglass.repository": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} is for repository ${finding.breakGlass?.record.repository.id}, not for ${facts.request.repository}.`,
  }),
  "breakglass.ref": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} is for ${finding.breakGlass?.record.ref}, not for ${facts.request.ref}.`,
  }),
  "breakglass.commit": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} is for commit ${finding.breakGlass?.record.commit}, and for that one alone.`,
  }),
  "breakglass.environment": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} is for ${finding.breakGlass?.record.environment}, or the policy has no emergency exit there.`,
  }),
  "breakglass.reason": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} gives no reason.`,
  }),
  "breakglass.same-person": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `One person signed the break-glass at leaf ${leafOf(finding)} more than once: ${people(finding)}.`,
  }),
  "breakglass.organisations": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} is signed by ${people(finding)}, which is not everybody whom '${facts.request.environment}' names.`,
  }),
  "breakglass.expired": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} ended at ${finding.breakGlass?.record.notAfter}.`,
  }),
  "breakglass.ttl": (facts, finding) => ({
    ...AGAIN(facts, finding),
    message: `The break-glass at leaf ${leafOf(finding)} would stay open until ${finding.breakGlass?.record.notAfter}, longer than the policy lets any be.`,
  }),
  "breakglass.review-overdue": ({ log, request }, { breakGlass }) => {
    const open = unreviewedBefore(log, request.environment, breakGlass?.leaf).map(({ leaf }) => leaf);
    return {
      message: `The review of an earlier break-glass is due before the next one, and was not finished when this one was logged: leaf ${open.join(", ")}.`,
      remedy: `Finish it, then have a new one signed: countersign incident close leaf:${open[0]} -m TEXT --key FILE`,
    };
  },
};

function leafOf({ breakGlass }: GateFinding): string {
  return String(breakGlass?.leaf ?? "?");
}

function people({ breakGlass }: GateFinding): string {
  const names = breakGlass?.signers.map(({ person, organisation }) => `${person} (${organisation})`) ?? [];
  return names.join(" and ");
}

/** What is left to do about an emergency exit that is open: its review, unless that is finished, and then what the commit needs anyway. */
function review(facts: GateFacts, finding: GateFinding): string {
  const { breakGlass } = finding;
  const finished = breakGlass === undefined ? undefined : reviewOf(facts.log, breakGlass);
  if (finished !== undefined)
    return `Its review is finished (leaf ${finished.leaf}); before the exit shuts, see to what follows.`;
  return `${reviewers(facts, finding)} finish its review before the next one: countersign incident close leaf:${leafOf(finding)} -m TEXT --key FILE`;
}

function reviewers({ log }: GateFacts, { breakGlass }: GateFinding): string {
  const names = breakGlass === undefined ? [] : reviewersOf(log.policy.policy, breakGlass);
  return names.length === 0 ? "Let a reviewer" : `Let ${names.join(" or ")}`;
}
