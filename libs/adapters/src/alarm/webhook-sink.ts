import { CountersignError } from "@countersign/core/error";
import { eventJson } from "@countersign/core";
import type { AlarmSink } from "@countersign/core";
import { sinkName } from "./sink-name.ts";

/** Milliseconds that a receiver may take. */
const PATIENCE = 10_000;

/**
 * Tells each event by `POST` of its JSON to a URL (`usage.webhook` unless http or https). It has arrived when the receiver says
 * 2xx; a redirect is followed nowhere. `idempotency-key` is the same when an event is told again. Where it fails: `monitor.webhook`,
 * in words without the URL, which may hold a secret.
 */
export function webhookSink(url: string, patience = PATIENCE): AlarmSink {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CountersignError("usage.webhook", "a webhook is an http or https URL");
  const name = sinkName("webhook", url);
  return {
    name,
    async tell(event) {
      const response = await fetch(url, {
        method: "POST",
        body: JSON.stringify(eventJson(event)),
        headers: {
          "content-type": "application/json",
          "user-agent": "countersign-monitor",
          "idempotency-key": `${event.alarm.id}-${event.number}`,
        },
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      }).catch((cause: unknown) => {
        throw new CountersignError("monitor.webhook", `${name} does not answer: ${reasonOf(cause)}`, { cause });
      });
      await response.body?.cancel();
      if (!response.ok) throw new CountersignError("monitor.webhook", `${name} answered ${response.status}`);
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason";
  const cause = error.cause instanceof Error && "code" in error.cause ? `, ${String(error.cause.code)}` : "";
  return `${error.name}${cause}`;
}
