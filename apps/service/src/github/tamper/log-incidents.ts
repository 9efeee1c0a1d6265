import type { Incident } from "@countersign/core";
import { contentsOf, derivedIncident, logRecords, signedByService } from "@countersign/home";
import type { OpenedHome, SharedHome } from "@countersign/home";
import { PROJECT } from "../../queue/asked-work.ts";
import type { Database } from "../../store/database.ts";
import { requestWork } from "../../work/work.ts";

/** Something that had the gate asked, and since when it does not any more. */
export type Removal = {
  readonly repository: string;
  readonly subject: string;
  readonly aspect: string;
  readonly detail: string;
  readonly since: Date;
};

/** The incident about it: one for each removal, however often it is looked at; about the policy, which demands the gate. */
export function guardIncident({ repository, subject, aspect, detail, since }: Removal, policy = 0): Incident {
  const text = `${aspect} of ${subject} in ${repository} was right before ${since.toISOString()}: ${detail}.`;
  const incident = { about: { leaf: policy }, code: "monitor.gate-removed", text };
  const { id } = derivedIncident(
    { ...incident, about: { leaf: 0 } },
    `${repository} ${aspect} ${subject} ${since.toISOString()}`,
  );
  return { ...incident, status: "opened", id };
}

/** Logs what was removed and is not logged yet, so that everybody who follows the log knows, and a person has to close it. */
export async function logRemovals(db: Database, shared: SharedHome, repository: string): Promise<void> {
  const rows = await db
    .selectFrom("github_guard")
    .select(["repository", "subject", "aspect", "detail", "since", "incident"])
    .where("repository", "=", repository)
    .where("incident", "is not", null)
    .execute();
  if (rows.length === 0) return;
  const logged = await shared.work(async (opened) => {
    const missing = missingIn(opened, rows);
    if (missing.length > 0)
      await logRecords(
        opened,
        missing.map((one) => signedByService(opened, "incident", one)),
      );
    return missing.length;
  });
  if (logged > 0) await requestWork(db, PROJECT);
}

function missingIn(opened: OpenedHome, rows: readonly Removal[]): readonly Incident[] {
  const { incidents, policy } = contentsOf(opened);
  const known = new Set(incidents.map(({ record }) => record.id));
  return rows.map((row) => guardIncident(row, policy.leaf)).filter(({ id }) => !known.has(id));
}
