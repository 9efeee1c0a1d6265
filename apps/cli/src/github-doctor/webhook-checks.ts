import { examine } from "../doctor/examination.ts";
import type { Check, Found } from "../doctor/examination.ts";
import type { AppClient } from "../github/app-client.ts";
import { WEBHOOK_PATH } from "../github/app-plan.ts";
import { answered, deliveriesForm, hookForm } from "./answers.ts";

/** Where deliveries go, and what became of the newest hundred. */
export function webhookChecks(client: AppClient, url: string, page: string): readonly Promise<Check>[] {
  return [
    examine("webhook", () => webhook(client, url, page)),
    examine("deliveries", () => deliveries(client, `${page}/advanced`)),
  ];
}

async function webhook(client: AppClient, url: string, page: string): Promise<Found> {
  const hook = answered(hookForm, await client.get("app", "/app/hook/config"), "the webhook");
  const wanted = `${url.replace(/\/+$/, "")}${WEBHOOK_PATH}`;
  const remedy = `Set it on ${page}.`;
  const fails = (message: string): Found => ({ state: "fails", code: "webhook.address", message, remedy });
  if (hook.url !== wanted)
    return fails(`deliveries go to ${hook.url || "nowhere"}, and the service takes them at ${wanted}`);
  if (hook.content_type !== "json") return fails(`deliveries come as ${hook.content_type}, and the service reads json`);
  if (String(hook.insecure_ssl) !== "0") return fails("GitHub does not look at the certificate of the service");
  return wanted;
}

/** A delivery counts as taken when one of its attempts was. */
async function deliveries(client: AppClient, page: string): Promise<Found> {
  const newest = answered(deliveriesForm, await client.get("app", "/app/hook/deliveries?per_page=100"), "deliveries");
  const [first] = newest;
  if (first === undefined)
    return {
      state: "warning",
      code: "webhook.silent",
      message: "GitHub delivered nothing in the last days, not even a ping",
      remedy: "Push something, or open a pull request, and look again.",
    };
  const taken = new Set(newest.filter((one) => isTaken(one.status_code)).map(({ guid }) => guid));
  const failed = newest.filter(({ guid }) => !taken.has(guid));
  const said = `of the newest ${newest.length} deliveries, ${failed.length} were not taken`;
  const [last] = failed;
  if (last === undefined) return `the newest ${newest.length} deliveries were taken, the last at ${first.delivered_at}`;
  return {
    // What failed long ago was swept up; what fails now is the address, the secret, or the service.
    state: isTaken(first.status_code) ? "warning" : "fails",
    code: "webhook.failed",
    message: `${said}; the last, ${last.event} at ${last.delivered_at}, was answered ${last.status_code} ${last.status}`,
    remedy: `See ${page} for what was answered; 401 is a wrong secret, 502 a service that is not reached. What failed is asked for again by the service's sweep.`,
  };
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}
