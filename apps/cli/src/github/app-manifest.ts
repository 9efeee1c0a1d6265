import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { WEBHOOK_PATH, eventsOf, permissionsWith } from "./app-plan.ts";

/** What an operator says about the App that is to be made. */
export type AppWish = {
  readonly name: string;
  /** The address of the service, without a slash at its end. */
  readonly url: string;
  /** Optional permissions, by name. */
  readonly optional: ReadonlySet<string>;
};

/** Characters of an App's name on GitHub. */
const LONGEST_NAME = 34;

/** The manifest from which GitHub makes the App: private, and with nothing that the service does not need. `usage.app-name` */
export function appManifest({ name, url, optional }: AppWish, redirect: string): JsonObject {
  if (name.length > LONGEST_NAME || !/^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]*[\p{L}\p{N}])?$/u.test(name))
    throw new CountersignError(
      "usage.app-name",
      `${JSON.stringify(name.slice(0, 80))} is no name of an App: up to ${LONGEST_NAME} letters, digits, blanks and . _ -`,
    );
  const permissions = permissionsWith(optional);
  return {
    name,
    url,
    description: "Shows reviewers each change, and says on GitHub whether those who are asked agreed to it.",
    hook_attributes: { url: `${url}${WEBHOOK_PATH}`, active: true },
    redirect_url: redirect,
    public: false,
    default_permissions: Object.fromEntries(permissions.map((one) => [one.name, one.level])),
    default_events: eventsOf(permissions).map((one) => one.name),
  };
}
