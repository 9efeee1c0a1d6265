import type { IncomingHttpHeaders } from "node:http";
import { CountersignError } from "@countersign/core";

/** What the headers of a delivery say. */
export type DeliveryHeaders = {
  /** The same on redelivery. */
  readonly id: string;
  readonly event: string;
  /** Those that are kept. */
  readonly kept: Readonly<Record<string, string>>;
};

/** A delivery with its bytes, and which secret signed it. */
export type Delivery = DeliveryHeaders & { readonly body: Uint8Array; readonly secret: number };

const KEPT = [
  "x-github-event",
  "x-github-delivery",
  "x-github-hook-id",
  "x-github-hook-installation-target-id",
  "x-github-hook-installation-target-type",
  "content-type",
  "user-agent",
];
const LONGEST = 200;

/** Reads the headers of a delivery to an app. `webhook.target` for another app's (attack G3), `webhook.headers` without id and event. */
export function deliveryHeaders(headers: IncomingHttpHeaders, app: number): DeliveryHeaders {
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value.slice(0, LONGEST)] as const] : [];
    }),
  );
  if (
    kept["x-github-hook-installation-target-type"] !== "integration" ||
    kept["x-github-hook-installation-target-id"] !== String(app)
  )
    throw new CountersignError("webhook.target", "this is for another app, or for none");
  const { "x-github-delivery": id = "", "x-github-event": event = "" } = kept;
  if (!/^[0-9A-Za-z-]{8,100}$/.test(id) || !/^[a-z_]{1,60}$/.test(event))
    throw new CountersignError(
      "webhook.headers",
      "X-GitHub-Delivery and X-GitHub-Event do not name a delivery and an event",
    );
  return { id, event, kept };
}
