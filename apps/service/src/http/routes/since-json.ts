import { formatPath } from "@countersign/core";
import type { Entry, Finding } from "@countersign/core";
import { z } from "zod";
import type { SinceLooked } from "../../queue/since-looked.ts";

const path = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
const side = z.strictObject({ oldMode: z.string(), newMode: z.string(), oldOid: z.string(), newOid: z.string() });
const finding = z.strictObject({
  class: z.string(),
  code: z.string(),
  risk: z.string(),
  title: z.string(),
  at: z.array(z.strictObject({ path, side: z.string(), from: z.int(), to: z.int() })),
});

/** What is new to somebody, as it is answered. */
export const sinceAnswer = z.strictObject({
  change: z.string(),
  since: z
    .strictObject({
      change: z.string().describe("The revision that was looked at"),
      at: z.iso.datetime(),
      same: z.boolean().describe("Nothing in the scope differs: whoever saw one saw the other"),
      entries: z.array(
        z.strictObject({
          path,
          kind: z.enum(["new", "dropped", "different", "other-base"]),
          before: side.nullable(),
          now: side.nullable(),
        }),
      ),
      fresh: z.array(finding).describe("Findings that the earlier revision did not have"),
      gone: z.array(finding),
    })
    .nullable(),
});

/** What `sinceLooked` says in that form. */
export function sinceJson({ change, since }: SinceLooked): z.infer<typeof sinceAnswer> {
  if (since === undefined) return { change, since: null };
  const { same, entries, findings } = since.difference;
  return {
    change,
    since: {
      change: since.change,
      at: since.at.toISOString(),
      same,
      entries: entries.map(({ path: at, kind, before, now }) => ({
        path: formatPath(at),
        kind,
        before: sideJson(before),
        now: sideJson(now),
      })),
      fresh: findings.fresh.map(findingJson),
      gone: findings.gone.map(findingJson),
    },
  };
}

function sideJson(entry: Entry | undefined): z.infer<typeof side> | null {
  if (entry === undefined) return null;
  const { oldMode, newMode, oldOid, newOid } = entry;
  return { oldMode, newMode, oldOid, newOid };
}

function findingJson({ class: kind, code, risk, title, at }: Finding): z.infer<typeof finding> {
  const places = at.map((one) => ({ path: formatPath(one.path), side: one.side, from: one.from, to: one.to }));
  return { class: kind, code, risk, title, at: places };
}
