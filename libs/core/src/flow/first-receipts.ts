import type { Deployment } from "../gate/deployment.ts";
import type { LogContents, Logged } from "../log/contents.ts";

/** Of each commit in each environment the first receipt that says that it was deployed. */
export function firstReceipts({ deployments }: Pick<LogContents, "deployments">): readonly Logged<Deployment>[] {
  const done = deployments.filter(({ record: { state } }) => state === "started" || state === "succeeded");
  const byPlace = Map.groupBy(done, ({ record: { repository, ref, commit, environment } }) =>
    JSON.stringify([repository.id, ref, commit, environment]),
  );
  return [...byPlace.values()].flatMap((receipts) => receipts.slice(0, 1));
}
