import type { ChangeRecord } from "@countersign/core";
import { contentsOf } from "@countersign/home";
import type { LoadedStage } from "./loaded-stage.ts";
import { until } from "./until.ts";

/**
 * The newest change of a proposal, once its packet waits in somebody's queue over HTTP; `head` is the commit it has to be at, and it is waited
 * for so many milliseconds at most.
 */
export async function queuedChange(
  { db, readers }: LoadedStage,
  proposal: string,
  head: string,
  patience = 60_000,
): Promise<string> {
  // Looked for in the database, where looking costs the service nothing, and then asked for as a person does.
  const found = () =>
    db
      .selectFrom("task")
      .innerJoin("change", "change.id", "task.change")
      .select("change.id")
      .where("change.proposal", "=", proposal)
      .where("change.head", "=", head)
      .where("task.state", "=", "open")
      .executeTakeFirst();
  await until(async () => (await found()) !== undefined, patience);
  const query = new URLSearchParams({ q: `proposal:${proposal}` }).toString();
  const { items } = JSON.parse(await readers.ask({ path: `/v1/queue?${query}` }));
  const change = items.find((item: { readonly head: string }) => item.head === head)?.change;
  // While another process is at work in the home, the log that is served is the one from before.
  await until(() =>
    readers.ask({ path: `/v1/changes/${change}/packet` }).then(
      () => true,
      (error: unknown) => {
        if (String(error).includes("web.unknown")) return false;
        throw error;
      },
    ),
  );
  return change;
}

/** The record of a change, from the log. */
export async function recordOf({ home }: LoadedStage, change: string): Promise<ChangeRecord> {
  const { changes } = await home.work(async (opened) => contentsOf(opened));
  const found = changes.findLast(({ record }) => record.change === change);
  if (found === undefined) throw new Error(`the log has no change ${change}`);
  return found.record;
}
