import { problemOfAnswer, unreachable } from "./problem.ts";
import { Problem } from "./problem.ts";

/** Where the service is: `origin` is what sign-ins are for, `own` whether this page is of the same origin. */
export type ServicePlace = { readonly origin: string; readonly own: boolean };

/**
 * Reads where the service is from `service.json`, which whoever hosts these files writes: `{"service": null}` for the page's own origin,
 * or the service's origin. `web.settings` for anything else.
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
  const service =
    typeof settings === "object" && settings !== null && "service" in settings ? settings.service : undefined;
  if (service === null || service === page) return { origin: page, own: true };
  const url = typeof service === "string" && URL.canParse(service) ? new URL(service) : undefined;
  const secure = url?.protocol === "https:" || url?.hostname === "localhost";
  if (url !== undefined && secure && url.origin === service) return { origin: service, own: false };
  throw new Problem({
    status: 0,
    code: "web.settings",
    detail: "service.json beside this page does not name the origin of a service",
    remedy: 'Write {"service": null} there, or {"service": "https://…"} with nothing behind the host.',
  });
}
