import type { Oid } from "../objects/oid.ts";
import { alarm, repositoryPart } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** A protected ref. */
export type RefPlace = { readonly repository: string; readonly ref: string };

/**
 * What a monitor remembers of a protected ref: the newest tip that followed the ones before along first parents, and, while
 * the ref does not descend from it, where the ref was first seen instead (`gone` where it was not there any more).
 */
export type RefMemory = { readonly tip: Oid; readonly astray?: Oid | "gone" };

/**
 * What to remember of a ref after it was seen at `tip`, or not at all. `below` are those of the commits remembered that lie on
 * the first-parent line at or below the tip.
 */
export function followRef(
  memory: RefMemory | undefined,
  tip: Oid | undefined,
  below: ReadonlySet<Oid>,
): RefMemory | undefined {
  if (tip === undefined) return memory === undefined ? undefined : { tip: memory.tip, astray: "gone" };
  if (memory === undefined || below.has(memory.tip)) return { tip };
  const { astray } = memory;
  if (astray !== undefined && astray !== "gone" && below.has(astray)) return memory;
  return { tip: memory.tip, astray: tip };
}

/**
 * `monitor.ref-rewound` while a ref does not descend, first-parent, from what was seen before (attack C5). It stands until the
 * ref is back, or somebody acknowledges that it is where it is now.
 */
export function rewoundAlarm({ repository, ref }: RefPlace, { tip, astray }: RefMemory): Alarm | undefined {
  if (astray === undefined) return undefined;
  const what =
    astray === "gone"
      ? `${ref} of ${repository} is gone; it was at ${tip}`
      : `${ref} of ${repository} went to ${astray}, which does not have ${tip}, where it was, on its first-parent line`;
  return alarm({
    part: repositoryPart(repository),
    code: "monitor.ref-rewound",
    subject: `${repository} ${ref} ${tip} ${astray}`,
    text: what,
    at: { commit: astray === "gone" ? tip : astray },
  });
}
