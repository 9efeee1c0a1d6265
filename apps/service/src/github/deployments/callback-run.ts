import { CountersignError } from "@countersign/core";

const RUN = /^([1-9]\d{0,14})\/deployment_protection_rule$/;

/**
 * The number of the run in `https://api.github.com/repos/acme/feed/actions/runs/42/deployment_protection_rule`, which stands nowhere else in
 * the event. `github.callback-url` for anything but the configured API, the repository of the payload and digits, with nothing after
 * (attack G9). The address itself is called by nobody.
 */
export function callbackRun(callback: string, api: string, fullName: string): number {
  const before = `${api}/repos/${fullName}/actions/runs/`;
  const digits = callback.startsWith(before) ? RUN.exec(callback.slice(before.length))?.[1] : undefined;
  if (digits !== undefined) return Number(digits);
  throw new CountersignError(
    "github.callback-url",
    `a deployment of ${fullName} is to be answered at another place than a run of it at ${api}`,
  );
}
