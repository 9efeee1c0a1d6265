import { problemOfAnswer, unreachable } from "./problem.ts";
import { Problem } from "./problem.ts";
import { fieldOf } from "../session/listed-page.ts";

/**
 * Where the service is: `origin` is what sign-ins are for, `own` whether this page is of the same origin. `root`: SHA-256 of the first policy of its log, which
 * the host of this page pins.
 */
export type ServicePlace = { readonly origin: string; readonly own: boolean; readonly root?: string };

/**
 * Reads where the service is from `service.json`, which whoever hosts these files writes: `{"service": null}` for the page's own origin,
 * or the service's origin; with `"root"` also the digest of its log's first policy. `web.settings` for anything else.
 */
export async function readServicePlace(page: string): Promise<ServicePlace> {
  const response = await fetch(new URL("service.json", page), { credentials: "same-origin" }).catch(
    (cause: unknown) => {
      throw unreachable(cause);
    },
  );
  if (!response.ok) throw await problemOfAnswer(response);
  return servicePlace(await response.json().catch(() => undefined), new URL(page).origin);
}

/** What such settings say to a page of an origin; `web.settings`. */
export function servicePlace(settings: unknown, page: string): ServicePlace {
  const service = fieldOf(settings, "service");
  const pinned = pinnedRoot(fieldOf(settings, "root"));
  if (service === null || service === page) return { origin: page, own: true, ...pinned };
  const url = typeof service === "string" && URL.canParse(service) ? new URL(service) : undefined;
  const secure = url?.protocol === "https:" || url?.hostname === "localhost";
  if (url !== undefined && secure && url.origin === service) return { origin: service, own: false, ...pinned };
  throw settingsProblem(
    "does not name the origin of a service",
    'Write {"service": null} there, or {"service": "https://…"} with nothing behind the host.',
  );
}

function pinnedRoot(root: unknown): Pick<ServicePlace, "root"> {
  if (root === undefined || root === null) return {};
  if (typeof root === "string" && /^[0-9a-f]{64}$/.test(root)) return { root };
  throw settingsProblem(
    "has a root that is no digest",
    'Write {"service": …, "root": "…"} with policySha256 of root.json, 64 lowercase hexadecimal digits.',
  );
}

function settingsProblem(what: string, remedy: string): Problem {
  return new Problem({ status: 0, code: "web.settings", detail: `service.json beside this page ${what}`, remedy });
}
