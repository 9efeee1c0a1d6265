import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server in a process of its own; `end` is SIGTERM, and answers the exit code. */
export type StartedServer = AsyncDisposable & {
  readonly url: string;
  readonly end: () => Promise<number | string | null>;
};

/** A server that said where it listens; rejects with its exit and last words where it ends before. */
export async function startServer(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<StartedServer> {
  const child = spawn(program, args, { cwd: "/", env, stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"listening"')) listening.resolve(JSON.parse(line).url);
  });
  void closed.then(([exit]) => listening.reject(new Error(`exit ${exit}: ${lines.join("\n")}`)));
  const url = await listening.promise;
  const end = async () => {
    child.kill("SIGTERM");
    const [exit, by] = await closed;
    return exit ?? by;
  };
  return { url, end, [Symbol.asyncDispose]: async () => void (child.exitCode === null && (await end())) };
}
