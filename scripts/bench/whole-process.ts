import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

/** Runs a program that has to end with 0; answers its peak of resident memory in megabytes, where Linux tells it. */
export async function allowed([program = "", ...args]: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  let megabytes = 0;
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const watching = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 10);
  const [exit] = await once(child, "close");
  clearInterval(watching);
  if (exit !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${exit}: ${said}`);
  return megabytes;
}
