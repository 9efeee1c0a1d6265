import { setTimeout } from "node:timers/promises";
import { refreshCosignatures, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "@countersign/home";
import type { OpenedHome, SharedHome } from "@countersign/home";
import type { Events } from "./events.ts";
import { problemOf } from "./problem.ts";

/**
 * Has the published checkpoint cosigned again and again, and publishes what waits for its quorum. At once for the first time:
 * a witness that looks at what it cosigns finds a server only now. `every` in milliseconds.
 */
export async function cosignAgain(
  shared: SharedHome,
  every: number,
  events: Pick<Events, "stale" | "failed">,
  signal: AbortSignal,
): Promise<void> {
  for (; !signal.aborted; await setTimeout(every, undefined, { signal }).catch(() => {})) {
    await shared.work(cosignNow).catch((error: unknown) => {
      const { code, detail } = problemOf(error);
      events.stale(code, detail);
      if (code.startsWith("internal.")) events.failed(error);
    });
  }
}

async function cosignNow(opened: OpenedHome): Promise<void> {
  const { policy } = contentsOf(opened).policy;
  await refreshCosignatures(opened.parts, trustOf(nodeCrypto, policy.log));
}
