import type { Hub } from "../hub.ts";
import type { DeliveryFault } from "../faults/faults.ts";
import { bodyOf } from "../state/deliveries.ts";
import type { Delivery } from "../state/deliveries.ts";
import { known } from "../state/table.ts";
import { signature1, signature256 } from "./signature.ts";

/** What a sender needs to know of the world. */
export type SenderParts = Pick<Hub, "state" | "clock" | "faults" | "behind">;

/**
 * Sends deliveries one after the other, in the order in which they were made unless a fault says otherwise, and writes down what
 * became of them. `timeout` is what a receiver has, in milliseconds.
 */
export function deliverySender(parts: SenderParts, timeout: number) {
  const waiting: {
    readonly delivery: number;
    readonly secret: string;
    readonly notBefore: number;
    fault?: DeliveryFault;
  }[] = [];
  let busy = false;
  const work = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let next = take(); next !== undefined; next = take()) await attempt(parts, timeout, next);
    } finally {
      busy = false;
    }
  };
  const take = () => {
    const index = waiting.findIndex(({ notBefore }) => notBefore <= parts.clock.now());
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  const send = (delivery: number, secret: string) => {
    const { event } = known(parts.state.deliveries, delivery);
    const { kind: fault, seconds = 0 } = parts.faults.drawDelivery(event) ?? {};
    if (fault === "drop") return parts.state.deliveries.remove(delivery);
    const now = parts.clock.now();
    const one = { delivery, secret, notBefore: fault === "delay" ? now + seconds : now, ...(fault ? { fault } : {}) };
    if (fault === "reorder") waiting.splice(Math.max(0, waiting.length - 1), 0, one);
    else waiting.push(one);
    if (fault === "duplicate") waiting.push({ delivery, secret, notBefore: now });
    parts.behind(work);
  };
  /** Goes on with what was delayed and is due now. */
  return { send, resume: () => parts.behind(work), left: () => waiting.length };
}

async function attempt(
  { state, clock }: SenderParts,
  timeout: number,
  {
    delivery: id,
    secret,
    fault,
  }: { readonly delivery: number; readonly secret: string; readonly fault?: DeliveryFault },
): Promise<void> {
  const delivery = state.deliveries.get(id);
  const app = delivery === undefined ? undefined : state.apps.get(delivery.app);
  if (delivery === undefined || app === undefined) return;
  const whole = bodyOf(delivery);
  const requestHeaders = headersOf(delivery, whole, app.id, app.hook.id, secret, fault);
  const sentAt = performance.now();
  const body = fault === "truncate" ? whole.subarray(0, whole.length >> 1) : whole;
  const answer = fault === "fail" ? UNREACHED : await post(delivery.url, requestHeaders, body, timeout);
  const late = fault === "time-out" ? TIMED_OUT : answer;
  const duration = Math.round(performance.now() - sentAt) / 1000;
  // The log may have forgotten it while it was on its way.
  if (state.deliveries.get(id) === undefined) return;
  state.deliveries.change(id, { ...late, requestHeaders, duration, deliveredAt: clock.now() });
}

type Outcome = Pick<Delivery, "status" | "statusCode" | "responseHeaders" | "responseBody">;

const UNREACHED: Outcome = {
  status: "failed to connect to host",
  statusCode: 502,
  responseHeaders: {},
  responseBody: "",
};
const TIMED_OUT: Outcome = { status: "timed out", statusCode: 504, responseHeaders: {}, responseBody: "" };

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  timeout: number,
): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch(url, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
      signal,
      redirect: "manual",
    });
    const text = await answer.text();
    const status = answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}`;
    return {
      status,
      statusCode: answer.status,
      responseHeaders: Object.fromEntries(answer.headers),
      responseBody: text,
    };
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? TIMED_OUT : UNREACHED;
  }
}

function headersOf(
  delivery: Delivery,
  body: Buffer,
  app: number,
  hook: number,
  secret: string,
  fault: DeliveryFault | undefined,
) {
  const used = fault === "wrong-signature" ? `${secret} of another` : secret;
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/fake",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(hook),
    "x-github-hook-installation-target-id": String(app),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": signature1(used, body),
    "x-hub-signature-256": signature256(used, body),
  };
}
