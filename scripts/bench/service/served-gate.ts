import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatMachineSeed } from "@countersign/adapters/keys";
import { testKey } from "@countersign/testkit";
import { clientOf } from "./asking.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import { runProgram } from "./running-service.ts";
import { ENVIRONMENT, MAIN, REPOSITORY } from "./service-policy.ts";

const TOKEN = "pipeline-7-token";

/** A gate over HTTP in a process of its own, with the service's log and state of its own. */
export type ServedGate = AsyncDisposable & {
  readonly pid: number;
  /** Asks for a commit; throws unless it is allowed. */
  readonly allows: (commit: string) => Promise<void>;
};

/** Starts it; the first question then has it follow the whole log. */
export async function servedGate({ folder, homeDir, service, repository, hook }: LoadedStage): Promise<ServedGate> {
  const [key, callers] = [join(folder, "gate.key"), join(folder, "callers")];
  await writeFile(key, formatMachineSeed(testKey("gate-eu").seed), { mode: 0o600 });
  await writeFile(callers, `pipeline-7 ${createHash("sha256").update(TOKEN).digest("hex")}\n`);
  const options = {
    from: hook.url,
    root: join(homeDir, "root.json"),
    key,
    callers,
    state: join(folder, "gate-state"),
    home: join(folder, "gate-home"),
    repo: `${REPOSITORY.id}=${repository.bare}`,
    listen: "127.0.0.1:0",
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const running = await runProgram(["gate", "--serve", ...words]);
  const client = clientOf(running.url);
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  return {
    pid: running.pid,
    async allows(commit) {
      const question = {
        requestId: crypto.randomUUID(),
        repository: { id: REPOSITORY.id },
        ref: MAIN,
        commit,
        environment: ENVIRONMENT,
        artifact: null,
        intent: "deploy",
      };
      const body = JSON.stringify(question);
      const answer = await client.ask({ method: "POST", path: "/v1/gate/evaluate", headers, body });
      if (JSON.parse(answer).decision !== "allow") throw new Error(`the gate says ${answer.slice(0, 1000)}`);
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await running[Symbol.asyncDispose]();
      for (const failure of [...service.failures, ...running.failures]) console.error(failure);
    },
  };
}
