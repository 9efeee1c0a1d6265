import { BREAK_GLASS_ADVICE } from "./break-glass-advice.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import { isOutdated } from "../log/review-rules.ts";
import type { RememberedChange } from "./remembered.ts";
import type { Reason } from "./verdict.ts";
import { formatTime } from "../time.ts";

/** Paths named in a sentence before the rest is only counted. */
const MOST_PATHS = 8;

type Advice = (facts: GateFacts, finding: GateFinding) => { readonly message: string; readonly remedy: string };

/** The sentence and the next command, filled in, for a finding of the judgement. */
export function adviceFor(facts: GateFacts, finding: GateFinding): Reason {
  const advice = ADVICE[finding.code] ?? unknown;
  return { code: finding.code, ...advice(facts, finding) };
}

const ADVICE: Readonly<Record<string, Advice>> = {
  ...BREAK_GLASS_ADVICE,
  "gate.no-settled-ancestor": ({ request }, { requirement }) => ({
    message: `No baseline that settles '${requirement?.id}' lies on the first-parent line of ${short(request.commit)}.`,
    remedy: `Sign one for a commit below it: countersign baseline --repo ${request.source} --commit REV --ref ${request.ref}; if history was rewritten, find out who did it first.`,
  }),
  "gate.not-forward": ({ request }, { requirement }) => ({
    message: `${short(request.commit)} does not descend, along first parents, from the newest settled commit for '${requirement?.id}'; it would lose what was settled since.`,
    remedy:
      "Merge or rebase the candidate onto the newest settled commit, so that this stays on its first-parent line. Going back is only possible through the rollback lane.",
  }),
  "log.stale": ({ log, request }) => ({
    message:
      log.time === undefined
        ? "No witness vouches for the time of this log."
        : `The witnesses vouch for ${formatTime(log.time)}, which is older than '${request.environment}' accepts.`,
    remedy:
      "Fetch a newer bundle. If there is none, ask the operator which witnesses the log waits for (countersign bundle says it): a withheld decision looks exactly like this.",
  }),
  "time.future": ({ log }) => ({
    message: `The witnesses vouch for ${formatTime(log.time ?? 0)}, which has not come yet by this machine's clock.`,
    remedy:
      "Check this machine's clock. If it is right, the witnesses' clocks are wrong, and nothing they say about time counts.",
  }),
  "gate.residual": ({ request }, { from, to, paths }) => ({
    message: `No captured change explains ${count(paths, "entry", "entries")} between ${short(from)} and ${short(to)}: ${list(paths)}.`,
    remedy: `countersign capture --repo ${request.source} --base ${from} --head ${to} --ref ${request.ref} --repository ${request.repository}`,
  }),
  "gate.unclaimed": ({ log }, { from, to, paths }) => ({
    message: `No requirement of policy version ${log.policy.policy.version} claims ${list(paths)}, changed between ${short(from)} and ${short(to)}.`,
    remedy:
      "Add the path to a requirement in the next policy version, or exclude it from the scope by name; both need all sides' signatures.",
  }),
  "change.contributor-unresolved": (_, { from, to, unknown }) => ({
    message: `The policy does not know who landed the commits between ${short(from)} and ${short(to)}: ${strangers(unknown)}.`,
    remedy:
      "Add the person to the policy, or the address to `contributors.ignore`, or set `contributors.unresolved: allow` in the next version; or sign a baseline above these commits.",
  }),
  "gate.submodule": (_, { paths }) => ({
    message: `A submodule moved that the policy does not name: ${list(paths)}.`,
    remedy: "List its path and repository under `submodules` in the next policy version.",
  }),
  "gate.requirement-unsatisfied": (facts, finding) => ({
    message: `'${finding.requirement?.id}' needs ${people(finding)}; what was given for ${change(finding)} does not suffice.${asOne(finding)}`,
    remedy: approve(facts, finding),
  }),
  "gate.approval-used": (facts, finding) => ({
    message: `The approval of ${who(finding)} at leaf ${finding.review?.leaf} already explains an earlier edge; the same content landed again between ${short(finding.from)} and ${short(finding.to)}.`,
    remedy: approve(facts, finding, "--again"),
  }),
  "gate.class-not-accepted": (_, finding) => ({
    message: `The approval of ${who(finding)} holds for this content, but '${finding.requirement?.id}' accepts only ${finding.requirement?.coverage.join(", ")}, and the base has moved since.`,
    remedy: "Capture the change again on the present base and have it approved.",
  }),
  "decision.missing": (facts, finding) => ({
    message: `${capital(change(finding))} waits for ${people(finding)}.${asOne(finding)}`,
    remedy: approve(facts, finding),
  }),
  "decision.held": (facts, finding) => ({
    message: `${capital(who(finding))} holds ${change(finding)}${quote(finding)}.`,
    remedy: `Answer the question; then somebody of ${organisation(finding)} lifts the hold: ${approve(facts, finding)}`,
  }),
  "decision.rejected": (_, finding) => ({
    message: `${capital(who(finding))} rejected this content${quote(finding)}. A rejection follows the content, whatever branch or proposal it comes in.`,
    remedy: `Change the content and capture it again; only ${organisation(finding)} can lift the rejection, by approving it.`,
  }),
  "decision.revoked": (facts, finding) => ({
    message: `The approval of ${who(finding)} was revoked.`,
    remedy: approve(facts, finding),
  }),
  "decision.key-revoked": (facts, finding) => ({
    message: `The key with which ${who(finding)} approved was revoked from a leaf at or before ${finding.review?.leaf}.`,
    remedy: approve(facts, finding, "--again"),
  }),
  "decision.not-independent": (facts, finding) => ({
    message: `${capital(who(finding))} has a part in this content as author, committer, co-author or pusher, so the approval does not count.`,
    remedy: `Somebody else of the role approves: ${approve(facts, finding)}`,
  }),
  "decision.expired": (facts, finding) => ({
    message: `The approval of ${who(finding)} ended at ${finding.review?.record.conditions?.notAfter}.`,
    remedy: approve(facts, finding),
  }),
  "decision.environment": (facts, finding) => ({
    message: `The approval of ${who(finding)} is for ${finding.review?.record.conditions?.environments?.join(", ")}, not for ${facts.request.environment}.`,
    remedy: approve(facts, finding),
  }),
  "decision.same-person": (facts, finding) => ({
    message: `${capital(who(finding))} approved more than once; people count, not approvals.`,
    remedy: `Somebody else of the role approves: ${approve(facts, finding)}`,
  }),
  "decision.ref": ({ request }, { review }) => ({
    message: `An approval of this content exists, but for ${review?.record.ref}, not for ${request.ref}.`,
    remedy: `Capture and approve it for ${request.ref}, or let that ref accept the other in the policy.`,
  }),
  "decision.repository": ({ request }, { review }) => ({
    message: `An approval of this content exists, but for repository ${review?.record.repository.id}, not for ${request.repository}.`,
    remedy: `Capture and approve it for ${request.repository}.`,
  }),
  "decision.base": (_, { review }) => ({
    message: `An approval of the same result exists, but on base ${short(review?.record.base.gitCommit)}: from there other entries change.`,
    remedy: "Capture the change on the base it lands on and have it approved.",
  }),
};

const unknown: Advice = (_, { code }) => ({
  message: `The gate found ${code}.`,
  remedy: "Ask the operator of this gate.",
});

function short(commit: string | undefined): string {
  return commit?.slice(0, 12) ?? "an unknown commit";
}

function strangers(unknown: GateFinding["unknown"]): string {
  return list(unknown?.map(({ name, email }) => JSON.stringify(`${name} <${email}>`)));
}

function change({ change: id }: GateFinding): string {
  return id === undefined ? "the change" : `change ${id.slice(0, 16)}`;
}

function people({ requirement }: GateFinding): string {
  const needed = requirement?.count ?? 1;
  return needed === 1 ? `a decision of role '${requirement?.role}'` : `${needed} people of role '${requirement?.role}'`;
}

/** Why a step is asked about that has none of the classes itself. */
function asOne({ since, requirement }: GateFinding): string {
  if (since === undefined) return "";
  return ` Taken as one with what landed since ${short(since)}, it may be ${requirement?.classes?.join(", ")}.`;
}

function who({ review }: GateFinding): string {
  return review === undefined
    ? "somebody"
    : `${review.record.reviewer.person} (${review.record.reviewer.organisation})`;
}

function organisation({ review }: GateFinding): string {
  return review?.record.reviewer.organisation ?? "the organisation that spoke";
}

function quote({ review }: GateFinding): string {
  const message = review?.record.message ?? "";
  return message === "" ? "" : `: ${JSON.stringify(message.slice(0, 200))}`;
}

/** The approval that is missing; a change that was captured under another scope, or for other people, is captured again before. */
function approve(facts: GateFacts, { change: id, requirement }: GateFinding, ...options: readonly string[]): string {
  const role = requirement?.role ?? "";
  const known = facts.log.changes.findLast(({ record }) => record.change === id)?.record;
  if (known !== undefined && isOutdated(facts.log.policies, { ...known, role })) return captureAgain(facts, known);
  const words = [...(role === "" ? [] : ["--role", role]), "--key", "FILE", ...options];
  return `countersign approve ${id?.slice(0, 16) ?? "CHANGE"} ${words.join(" ")}`;
}

function captureAgain({ request }: GateFacts, { base, head, ref, repository }: RememberedChange): string {
  return `countersign capture --repo ${request.source} --base ${base.gitCommit} --head ${head.gitCommit} --ref ${ref} --repository ${repository.id}`;
}

function count(paths: readonly string[] | undefined, one: string, many: string): string {
  const number = paths?.length ?? 0;
  return `${number} ${number === 1 ? one : many}`;
}

function list(paths: readonly string[] | undefined): string {
  const all = paths ?? [];
  const rest = all.length - MOST_PATHS;
  return [...all.slice(0, MOST_PATHS), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
