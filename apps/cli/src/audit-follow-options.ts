import { CountersignError } from "@countersign/core";
import type { Invocation, Option } from "./command.ts";
import { durationOf } from "./expiry.ts";
import { REQUEST_OPTIONS } from "./request-signing.ts";

/** What `audit --follow` does, for the help text. */
export const FOLLOW_DETAILS =
  "With --follow it goes on looking: at the leaves that are new, the policy, and the protected refs of the repositories that are named with --repo ID=PATH or ID=URL. It raises an alarm once when something is wrong and clears it when that ends, tells each on standard output (with --json as one line of JSON each, the last one being the status) and to every --webhook and --mail, and keeps in --state DIR what it saw and what it could not tell yet. What cannot be read is an alarm when it lasts for two further looks, with --once and where looks are rare at once. A signal ends it after the turn: with 0 when everything could be read and no alarm stands that nobody acknowledged, else with 6; --once ends it after one turn.";

/** Options that belong to `--follow`. */
export const FOLLOW_OPTIONS: Readonly<Record<string, Option>> = {
  follow: { help: "go on looking, and raise alarms" },
  once: { help: "look once and end" },
  every: { value: "DURATION", help: "how long to wait between two looks (default: PT1M)" },
  ...REQUEST_OPTIONS,
  state: { value: "DIR", help: "the monitor's own folder; without it only --once, from nothing" },
  webhook: { value: "URL", many: true, help: "POST each alarm as JSON there" },
  mail: { value: "ADDRESS", many: true, help: "mail each alarm there, by --smtp" },
  smtp: { value: "URL", help: "the mail server, smtp://HOST:PORT or smtps://USER:PASSWORD@HOST" },
  from: { value: "ADDRESS", help: "the sender of the mail (default: who gets it)" },
  late: {
    value: "DURATION",
    help: "how old a checkpoint may be (default: half of the shortest freshness in the policy)",
  },
  acknowledge: { value: "ID", many: true, help: "take note of an alarm: it stays listed and decides nothing any more" },
};

/** Without `--follow` its options mean nothing, and a second repository has no place (`usage.follow`, `usage.repeated`). */
export function refuseFollowOptions({ given, values }: Invocation): void {
  const stray = Object.keys(FOLLOW_OPTIONS).find(given);
  if (stray !== undefined) throw new CountersignError("usage.follow", `--${stray} belongs to --follow`);
  if (values("repo").length > 1) throw new CountersignError("usage.repeated", "--repo is given more than once");
}

/** A duration of at least a second, such as PT1M; `usage.duration`. */
export function parseInterval(option: string, text: string): number {
  const seconds = durationOf(text);
  if (seconds > 0) return seconds;
  throw new CountersignError("usage.duration", `--${option} is no time at all`);
}
