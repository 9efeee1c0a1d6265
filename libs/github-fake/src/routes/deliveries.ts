import { DAY, iso } from "../clock.ts";
import { notFound } from "../http/api-error.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import type { Delivery } from "../state/deliveries.ts";
import { appOf } from "./apps.ts";
import { APPS } from "./callers.ts";

/** Days for which deliveries are kept. */
const KEPT = 3 * DAY;

/** What was delivered, and once more on demand. */
export const DELIVERY_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/app/hook/deliveries",
    operation: "apps/list-webhook-deliveries",
    callers: APPS,
    run: list,
  },
  {
    method: "get",
    path: "/app/hook/deliveries/{delivery_id}",
    operation: "apps/get-webhook-delivery",
    callers: APPS,
    run: (call) => {
      const one = deliveryOf(call);
      const payload: unknown = JSON.parse(one.body.toString("utf8"));
      return ok({
        ...render(one),
        url: one.url,
        request: { headers: one.requestHeaders, payload },
        response: { headers: one.responseHeaders, payload: one.responseBody },
      });
    },
  },
  {
    method: "post",
    path: "/app/hook/deliveries/{delivery_id}/attempts",
    operation: "apps/redeliver-webhook-delivery",
    callers: APPS,
    run: (call) => {
      const { id: _, ...before } = deliveryOf(call);
      const fresh = {
        redelivery: true,
        deliveredAt: call.hub.clock.now(),
        duration: undefined,
        status: "pending",
        statusCode: 0,
      };
      const { hook } = appOf(call);
      const again = { ...before, ...fresh, id: call.hub.state.nextId(), url: hook.url ?? before.url };
      call.hub.send(call.hub.state.deliveries.put(again).id, hook.secret);
      return { status: 202, body: {} };
    },
  },
];

/** Newest first; `cursor` is the place after which to go on. */
function list(call: Call) {
  const { query, url } = call;
  const each = Math.min(Number(query.get("per_page") ?? 30) || 30, 100);
  const cursor = query.get("cursor");
  const status = query.get("status");
  const rows = kept(call)
    .filter((one) => status === null || (status === "success") === succeeded(one))
    .filter((one) => cursor === null || one.id < Number(cursor.replace(/^v1_/, "")));
  const shown = rows.slice(0, each);
  const last = shown.at(-1);
  if (last === undefined || rows.length <= each) return ok(shown.map(render));
  const next = new URLSearchParams(query);
  next.set("cursor", `v1_${last.id}`);
  return ok(shown.map(render), { link: `<${url}?${next}>; rel="next"` });
}

function deliveryOf(call: Call): Delivery {
  const found = kept(call).find(({ id }) => id === Number(call.params["delivery_id"]));
  if (found === undefined) throw notFound();
  return found;
}

/** Deliveries that have ended and are not older than the window. */
function kept(call: Call): readonly Delivery[] {
  const since = call.hub.clock.now() - KEPT;
  return call.hub.state.deliveries
    .where((one) => one.app === appOf(call).id && one.duration !== undefined && one.deliveredAt > since)
    .toReversed();
}

function succeeded({ statusCode }: Delivery): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function render(one: Delivery) {
  return {
    id: one.id,
    guid: one.guid,
    delivered_at: iso(one.deliveredAt),
    redelivery: one.redelivery,
    duration: one.duration ?? 0,
    status: one.status,
    status_code: one.statusCode,
    event: one.event,
    action: one.action,
    installation_id: one.installation,
    repository_id: one.repository,
    throttled_at: null,
  };
}
