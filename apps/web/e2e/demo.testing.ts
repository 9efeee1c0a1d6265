import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { until } from "@countersign/testkit";
import { COUNTERSIGN } from "./command.testing.ts";

/** `countersign serve --demo` in a process of its own, with its folder in `state`. */
export function startDemo(state: string, port: number) {
  return startService(["--demo"], port, { XDG_STATE_HOME: state });
}

/** `countersign serve` in a process of its own; `until` waits for so many of its events. */
export function startService(args: readonly string[], port: number, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(COUNTERSIGN, ["serve", ...args, "--listen", `localhost:${port}`], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => void lines.push(line));
  return {
    async until(event: string, times: number) {
      const happened = () => lines.filter((line) => line.includes(`"event":"${event}"`)).length >= times;
      await until(() => {
        if (child.exitCode !== null) throw new Error(lines.join("\n"));
        return happened();
      }, 120_000);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await closed;
    },
  };
}
