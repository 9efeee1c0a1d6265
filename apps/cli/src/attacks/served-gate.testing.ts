import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@countersign/attest";
import type { RecordsStage } from "./records.testing.ts";

const COMMAND = fileURLToPath(new URL("../../bin/countersign", import.meta.url));
/** The token of the pipeline that may ask. */
export const TOKEN = "pipeline-7-token";

/** A gate that answers over HTTP, in a process of its own, from a log server in another. */
export type ServedGate = AsyncDisposable & {
  readonly url: string;
  /** Asks for a commit in production; `edits` replace members of the question. */
  readonly ask: (commit: string, edits?: JsonObject) => Promise<HttpAnswer>;
  readonly get: (path: string) => Promise<HttpAnswer>;
  readonly post: (path: string, body: string, headers?: Readonly<Record<string, string>>) => Promise<HttpAnswer>;
  /** What the gate has said on standard error. */
  readonly said: () => readonly string[];
  /** Ends the log server, as an outage does. */
  readonly loseLog: () => Promise<void>;
};

type HttpAnswer = { readonly status: number; readonly headers: Headers; readonly json: JsonObject };

export async function serveStage(stage: RecordsStage): Promise<ServedGate> {
  const log = await started(["serve", "--log-only", "--home", stage.home]);
  const callers = join(stage.folder, "callers");
  writeFileSync(callers, `# who may ask\npipeline-7 ${createHash("sha256").update(TOKEN).digest("hex")}\n`);
  const options = {
    from: log.url,
    root: join(stage.home, "root.json"),
    key: stage.gateKey,
    state: join(stage.folder, "gate-state"),
    callers,
    repo: `local:feed=${stage.repo.path}`,
    home: join(stage.folder, "gate-home"),
  };
  const gate = await started([
    "gate",
    "--serve",
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  ]);
  const send = async (path: string, init: RequestInit): Promise<HttpAnswer> => {
    const { headers, ...rest } = init;
    const authorization = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${gate.url}${path}`, { ...rest, headers: { ...authorization, ...headers } });
    return {
      status: response.status,
      headers: response.headers,
      json: JSON.parse(await response.text()) as JsonObject,
    };
  };
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    send(path, { method: "POST", body, headers });
  return {
    url: gate.url,
    get: (path) => send(path, {}),
    post,
    ask: (commit, edits = {}) =>
      post(
        "/v1/gate/evaluate",
        JSON.stringify({
          requestId: `build-${commit.slice(0, 8)}`,
          repository: { id: "local:feed" },
          ref: "refs/heads/main",
          commit,
          environment: "production",
          artifact: null,
          intent: "deploy",
          ...edits,
        }),
      ),
    said: () => gate.lines,
    loseLog: () => log.end(),
    async [Symbol.asyncDispose]() {
      await gate.end();
      await log.end();
    },
  };
}

async function started(args: readonly string[]) {
  const child = spawn(COMMAND, [...args, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"listening"')) listening.resolve(String(JSON.parse(line).url));
  });
  void closed.then(() => listening.reject(new Error(lines.join("\n"))));
  return {
    url: await listening.promise,
    lines,
    end: async () => {
      child.kill("SIGTERM");
      await closed;
    },
  };
}
