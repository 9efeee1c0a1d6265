import { createHash } from "node:crypto";
import type { WantedCheck } from "./wanted.ts";

/** The newest check run of a head as it is kept; times in milliseconds since the epoch. */
export type KeptCheck = {
  readonly externalId: string;
  readonly run: number | undefined;
  readonly said: string | undefined;
  readonly conclusion: string | undefined;
  readonly made: number;
  readonly written: number | undefined;
};

/** What to do: nothing; write after so many milliseconds, or now; make a new run; or find out whether the last one was made. */
export type CheckPlan =
  | { readonly act: "nothing" }
  | { readonly act: "update"; readonly run: number; readonly externalId: string; readonly after: number }
  | { readonly act: "create"; readonly number: number }
  | { readonly act: "find"; readonly externalId: string };

/** Milliseconds between two writes of one check. */
const APART = 2_000;
/** Seconds after which an unfinished check is made anew: GitHub gives it up on day 14. */
export const CHECK_LASTS = 12 * 24 * 3_600;

/** Plans the next write of a head's check (github.md §5, §11): an intent before each run, one run at a time, the last wins. */
export function planCheck(wanted: WantedCheck, kept: KeptCheck | undefined, now: number): CheckPlan {
  if (kept === undefined) return wanted.conclusion === "cancelled" ? { act: "nothing" } : { act: "create", number: 1 };
  if (kept.run === undefined) return { act: "find", externalId: kept.externalId };
  const next = { act: "create", number: numberIn(kept.externalId) + 1 } as const;
  const isDue =
    kept.conclusion === undefined && wanted.conclusion === undefined && now - kept.made >= CHECK_LASTS * 1000;
  if (isDue) return next;
  if (kept.said === digestOf(wanted)) return { act: "nothing" };
  // A run that ended does not begin again.
  if (kept.conclusion !== undefined && wanted.conclusion === undefined) return next;
  // Nobody looks at the check of a commit that nobody proposes.
  if (kept.conclusion !== undefined && wanted.conclusion === "cancelled") return { act: "nothing" };
  const after = kept.written === undefined ? 0 : Math.max(0, kept.written + APART - now);
  return { act: "update", run: kept.run, externalId: kept.externalId, after };
}

/** Tells what one check says from what another says. */
export function digestOf(wanted: WantedCheck): string {
  return createHash("sha256").update(JSON.stringify(wanted)).digest("hex");
}

/** Tells annotations from others; undefined where there are none. */
export function annotationsDigest({ annotations }: WantedCheck): string | undefined {
  return annotations.length === 0 ? undefined : createHash("sha256").update(JSON.stringify(annotations)).digest("hex");
}

/** `cs:<change id or head>:<n>`: full ids, since short ones collide. */
export function spellExternalId({ about }: WantedCheck, number: number): string {
  return `cs:${about}:${number}`;
}

function numberIn(id: string): number {
  return Number(id.split(":")[2] ?? 0);
}
