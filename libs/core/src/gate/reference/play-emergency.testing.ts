import { DAY, FEED, NOON } from "./cast.testing.ts";
import type { Emergency } from "./plan.testing.ts";
import type { Stage } from "./stage.testing.ts";

const SIGNERS: Readonly<Record<Emergency["signed"], readonly string[]>> = {
  both: ["olga", "dana"],
  operator: ["olga", "omar"],
  reviewer: ["dana", "dora"],
  everybody: ["omar", "dora", "nora"],
  twice: ["olga", "dana", "olga"],
};

const ENDS: Readonly<Record<Emergency["lasts"], number>> = { hours: NOON + 7200, over: NOON - DAY, days: NOON + DAY };

/** Opens the emergency exit for a commit, by those who still sign. */
export function openEmergency(stage: Stage, commit: string, { signed, lasts, reason, environment }: Emergency): void {
  const { draft: w, retired } = stage;
  const signers = SIGNERS[signed].filter((person) => !retired.some((one) => one.person === person));
  w.append({
    kind: "break-glass",
    repository: FEED,
    ref: w.world(commit).ref,
    commit,
    environment,
    reason: reason === "given" ? "the feed is down" : " ",
    notAfter: ENDS[lasts],
    signers,
  });
}

/** Somebody closes what the newest one opened, whether or not they may. */
export function closeEmergency({ draft: w, retired }: Stage, person: string): void {
  const about = w.log.findLastIndex(({ kind }) => kind === "break-glass");
  if (about === -1 || retired.some((one) => one.person === person)) return;
  w.append({ kind: "closing", about, person });
}

/** Somebody leaves, if the policy can do without them. */
export function retire({ draft: w, retired }: Stage, person: string): void {
  const { requirements, roles } = w.world("c0").policy;
  const role = roles.find(({ people }) => people.includes(person));
  const needed = requirements.some((one) => one.role === role?.id && one.count > 1);
  if (retired.length === 0 && !needed) retired.push({ person, fromEvent: w.log.length });
}
