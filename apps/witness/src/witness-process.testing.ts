import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../bin/countersign-witness", import.meta.url));

/** A witness in a process of its own, which ends with the test at the latest. */
export type WitnessProcess = AsyncDisposable & {
  readonly url: string;
  /** The events that it has reported so far. */
  readonly events: readonly { readonly event: string; readonly [field: string]: unknown }[];
  readonly add: (
    body: string | Uint8Array,
  ) => Promise<{ readonly status: number; readonly type: string; readonly body: string }>;
  /** Sends a signal and waits for the end; the exit code, or the signal. */
  readonly end: (signal: "SIGKILL" | "SIGTERM") => Promise<number | string | null>;
};

/** Runs a command of the witness to its end. */
export function runWitness(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(COMMAND, args, { encoding: "utf8", timeout: 60_000 });
  return { status, stdout, stderr };
}

/** Starts `serve` on a port of the loopback, any free one by default. */
export async function startWitness(dir: string, port = 0, ...options: readonly string[]): Promise<WitnessProcess> {
  const child = spawn(COMMAND, ["serve", "--dir", dir, "--listen", `127.0.0.1:${port}`, ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  const events: { event: string; [field: string]: unknown }[] = [];
  const lines: string[] = [];
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (!line.startsWith("{")) return;
    const event = JSON.parse(line);
    events.push(event);
    if (event.event === "listening") listening.resolve(event.url);
  });
  void closed.then(() => listening.reject(new Error(`the witness ended: ${lines.join("\n")}`)));
  const url = await listening.promise;
  const end: WitnessProcess["end"] = async (signal) => {
    child.kill(signal);
    const [exit, by] = await closed;
    return exit ?? by;
  };
  return {
    url,
    events,
    end,
    async add(body) {
      const answer = await fetch(`${url}/add-checkpoint`, {
        method: "POST",
        body: typeof body === "string" ? body : new Uint8Array(body),
      });
      return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await answer.text() };
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL");
    },
  };
}
