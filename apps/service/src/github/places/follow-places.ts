import type { Clock } from "@countersign/adapters/time";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { GITHUB_DEPLOYMENTS } from "../deployments/ask-for-deployments.ts";
import { gateWork } from "../tamper/guard.ts";
import { refreshPlaces } from "./refresh-places.ts";
import type { PlaceParts } from "./refresh-places.ts";

/**
 * Finds out where our repositories are by now, and has everything looked at that may follow: whether our gate is asked, and what could not be
 * answered meanwhile.
 */
export function followPlaces(parts: PlaceParts & { readonly waker: Waker; readonly clock: Clock }): Handler {
  return async (claimed, signal) => {
    await refreshPlaces(parts, signal);
    const works = [...[...parts.repositories].map(gateWork), GITHUB_DEPLOYMENTS];
    await parts.db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      await one
        .updateTable("github_deployment")
        .set({ next: new Date(parts.clock.now() * 1000) })
        .where("state", "=", "open")
        .where("code", "like", "github.%")
        .execute();
      for (const work of works) await requestWork(one, work);
    });
    for (const work of works) await parts.waker.wake(work);
  };
}
