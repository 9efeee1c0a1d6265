import type { KeptInstallation } from "../places/keep-installation.ts";
import type { Guard } from "./guard.ts";

/** What the App needs (github.md §2); Administration and Members are optional. */
const PERMISSIONS: Readonly<Record<string, "read" | "write">> = {
  metadata: "read",
  contents: "read",
  pull_requests: "read",
  merge_queues: "read",
  actions: "read",
  checks: "write",
  deployments: "write",
};
/** What it has to hear: without these somebody waits for the next look, and of the rest a look comes in time (github.md §4). */
const EVENTS = ["pull_request", "push", "check_run", "merge_group", "deployment_protection_rule"] as const;

/** Whether an installation lets the App do and hear what it needs. */
export function seeInstallation({ installation, suspended, permissions, events }: KeptInstallation): readonly Guard[] {
  const subject = "installation";
  const lacks = Object.entries(PERMISSIONS).filter(([name, level]) => !holds(permissions, name, level));
  const deaf = EVENTS.filter((name) => !events.includes(name));
  return [
    suspended
      ? { subject, aspect: "suspended", state: "wrong", detail: `installation ${installation} is suspended` }
      : { subject, aspect: "suspended", state: "right", detail: "it is not suspended" },
    lacks.length > 0
      ? {
          subject,
          aspect: "permissions",
          state: "wrong",
          detail: `without ${lacks.map((one) => one.join(": ")).join(", ")}`,
        }
      : { subject, aspect: "permissions", state: "right", detail: "all that it needs" },
    deaf.length > 0
      ? { subject, aspect: "events", state: "wrong", detail: `does not hear ${deaf.join(", ")}` }
      : { subject, aspect: "events", state: "right", detail: "all that it needs" },
  ];
}

/** Whether a permission is held. */
export function holds(permissions: Readonly<Record<string, string>>, name: string, level: "read" | "write"): boolean {
  const held = Object.hasOwn(permissions, name) ? permissions[name] : undefined;
  return held === "write" || held === "admin" || held === level;
}
