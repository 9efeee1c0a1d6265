import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluate, evaluationText } from "../eval/metrics.ts";
import { openLumen, serve, viewerOf } from "./lumen.ts";
import type { Surface } from "./pipeline/request.ts";
import { feedJson, feedText } from "./print.ts";

const HELP = `usage: npm run lumen -- [--user N] [--surface for-you|following] [--seed N] [--json] [--outbox] [--evaluate]

Ranks a feed of a synthetic world and prints it with the terms of each score.

  --user      number of the user, 0 by default
  --surface   for-you by default; following is by time and reads no profile
  --seed      of the world, 1 by default; the same seed makes the same world and the same feeds
  --json      for machines
  --outbox    prints the messages that leave serving instead of the feed
  --evaluate  prints measures over all users instead of a feed
`;

const { values } = parseArgs({
  options: {
    user: { type: "string", default: "0" },
    surface: { type: "string", default: "for-you" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    outbox: { type: "boolean", default: false },
    evaluate: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.stdout.write(values.help ? HELP : answer());

function answer(): string {
  const lumen = openLumen(join(import.meta.dirname, ".."), Number(values.seed));
  if (values.evaluate) return evaluationText(evaluate(lumen));
  const viewer = viewerOf(lumen, Number(values.user));
  const { feed, messages } = serve(lumen, viewer, surfaceOf(values.surface));
  if (values.outbox) return messages.map((message) => `${JSON.stringify(message)}\n`).join("");
  return values.json ? feedJson(viewer, feed) : feedText(viewer, feed);
}

function surfaceOf(name: string): Surface {
  if (name === "for-you" || name === "following") return name;
  throw new Error(`there is no surface ${name}`);
}
