import type { LogContents } from "@countersign/core";
import { landedIncident, rewoundIncident } from "../capture/landed-incidents.ts";
import { anyOid } from "../capture/ref-moves.ts";
import { doubled, exactlyOnce, none } from "./counted.testing.ts";
import type { Counted } from "./counted.testing.ts";
import { FEED, MAIN } from "./stage.testing.ts";
import type { Truth } from "./truth.testing.ts";

/** What the log says, beside what was done. */
export function logCounts(log: LogContents, { pushed, handed }: Truth): readonly Counted[] {
  const place = { repository: FEED, ref: MAIN };
  const incidents = [
    ...pushed.uncovered.map((commit) => landedIncident(place, anyOid(commit)).id),
    ...pushed.rewound.map(([from, to]) => rewoundIncident(place, anyOid(from), anyOid(to)).id),
  ];
  const heads = log.changes.map(({ record }) => record.head.gitCommit);
  const landed = new Set<string>(pushed.uncovered);
  const reviews = log.reviews.map(({ id }) => id);
  const kinds = [log.policies, log.baselines, log.changes, log.reviews, log.deployments, log.breakGlass, log.incidents];
  const records = kinds.reduce((sum, some) => sum + some.length, 0);
  return [
    exactlyOnce(
      "proposals captured",
      pushed.proposals,
      heads.filter((head) => !landed.has(head)),
    ),
    exactlyOnce(
      "landed, not covered: captured",
      pushed.uncovered,
      heads.filter((head) => landed.has(head)),
    ),
    exactlyOnce(
      "landed, not covered, and put back: incidents",
      incidents,
      log.incidents.map(({ record }) => record.id),
    ),
    exactlyOnce(
      "decisions answered with 2xx",
      [...handed.acknowledged],
      reviews.filter((id) => !handed.unanswered.has(id)),
    ),
    none("decisions twice", doubled(reviews)),
    // Readers take the same record again for nothing: it would be a leaf more.
    {
      what: "leaves that are a record",
      expected: log.size,
      found: records,
      wrong: log.size === records ? [] : ["doubled"],
    },
  ];
}
