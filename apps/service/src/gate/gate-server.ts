import { openFolder } from "@countersign/adapters/files";
import type { Events } from "../events.ts";
import { listenHttp } from "../http-server.ts";
import type { HttpServer } from "../http-server.ts";
import { gateAnswers } from "./gate-answers.ts";
import { gateApp } from "./gate-app.ts";
import type { Gate } from "./gate-work.ts";
import { callersOf } from "./gate-callers.ts";

/** Where a gate is served, by whom it may be asked, and what answers. */
export type GateServerOptions = {
  readonly gate: Gate;
  /** The folder that keeps answers, the gate's own. */
  readonly dir: string;
  /** Text of a file of callers. */
  readonly callers: string;
  readonly host: string;
  readonly port: number;
  readonly events: Events;
};

/** Serves a gate beside production. Disposing of it lets questions that came in be answered. `usage.listen`, `usage.callers`. */
export async function serveGate(options: GateServerOptions): Promise<HttpServer> {
  const findCaller = callersOf(options.callers);
  const answers = gateAnswers(await openFolder(options.dir, { mode: 0o600 }));
  const app = gateApp({ gate: options.gate, answers, findCaller, now: () => new Date(), events: options.events });
  return listenHttp(app, options.host, options.port);
}
