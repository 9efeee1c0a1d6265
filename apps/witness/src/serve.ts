import { once } from "node:events";
import { systemClock } from "@countersign/adapters/time";
import { eventLines } from "./events.ts";
import { serveWitness } from "./http/http-server.ts";
import { keepLooking } from "./keep-looking.ts";
import type { Streams } from "./main.ts";
import { openMonitors } from "./monitor/monitors.ts";
import { parseAddress, parseEvery } from "./options.ts";
import type { Values } from "./options.ts";
import { openWitness } from "./witness.ts";
import { openWitnessFolder } from "./witness-folder.ts";

/** Reads what is kept, then answers requests and looks at the logs that are mirrored until it is told to stop. */
export async function serve(dir: string, values: Values, { stderr, env }: Streams, stop: AbortSignal): Promise<void> {
  const address = parseAddress(values.listen ?? "127.0.0.1:7380");
  const every = parseEvery(values.every ?? "PT1M");
  const clock = systemClock();
  const print = (line: string) => void stderr.write(line);
  const events = eventLines(print, clock.now);
  await using folder = await openWitnessFolder(dir);
  const witness = await openWitness(folder, clock, events);
  await using monitored = await openMonitors(witness, {
    ...values,
    clock,
    print,
    searchPath: env["PATH"] ?? "",
    seconds: every,
  });
  await using _server = await serveWitness({ witness, monitors: monitored.monitors, clock, events }, address);
  const looking = monitored.turns.map((turn) => keepLooking(turn, every, events, stop));
  if (!stop.aborted) await once(stop, "abort");
  await Promise.all(looking);
}
