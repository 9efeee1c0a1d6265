import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { append, formatRoot, policyVersion, readOwnLog, rootOf } from "@countersign/core";
import { exampleWith, logKeyText, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { ROOT_FILE } from "@countersign/home/folder";
import { homeIn, writeKeys } from "@countersign/home/testing";
import { benchPolicy } from "./bench-policy.ts";
import { COUNTERSIGN, WITNESS, startServer } from "./servers.ts";
import type { Served } from "./servers.ts";

/** A witness that runs: its name, key and address as a policy has them. */
type RunningWitness = { readonly name: string; readonly key: string; readonly url: string; readonly server: Served };

/** A log server with its witnesses, every one a process of its own, each with a folder below one that is given. */
export async function servedLog(folder: string, witnesses: number): Promise<Served> {
  const home = join(folder, "home");
  await mkdir(home, { recursive: true });
  writeKeys(home);
  const running: RunningWitness[] = [];
  for (let number = 0; number < witnesses; number++) running.push(await startWitness(folder, number));
  await publish(home, policyWith(running));
  const server = await startServer(COUNTERSIGN, ["serve", "--log-only", "--listen", "127.0.0.1:0", "--home", home]);
  return {
    url: server.url,
    pid: server.pid,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      for (const witness of running) await witness.server[Symbol.asyncDispose]();
    },
  };
}

async function startWitness(folder: string, number: number): Promise<RunningWitness> {
  const [name, dir] = [`w${number}`, join(folder, `witness-${number}`)];
  const key = run(["init", "--dir", dir, "--name", `witness.example/${name}`]).trim();
  run(["add-log", "--dir", dir, "--key", logKeyText("log")]);
  const server = await startServer(WITNESS, ["serve", "--dir", dir, "--listen", "127.0.0.1:0"]);
  return { name, key, url: server.url, server };
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(WITNESS, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** All witnesses are asked for, so that none is left out of an answer. */
function policyWith(running: readonly RunningWitness[]): JsonObject {
  const witnesses = running.map(({ name, key, url }) => ({ name, organisation: "oracle", key, url }));
  const listed = exampleWith("log.witnesses", witnesses, benchPolicy());
  return exampleWith("log.quorum", { all: running.map(({ name }) => name) }, listed);
}

async function publish(home: string, policy: JsonObject): Promise<void> {
  const version = policyVersion(nodeCrypto, policy);
  const [line] = scribe(policy, ["olga", "dana", "nils"], []).lines;
  if (line === undefined) throw new Error("the policy was not signed");
  await using opened = await workInHome(homeIn(home));
  const root = rootOf(version);
  await opened.folder.put(ROOT_FILE, formatRoot(root));
  const record = { kind: "policy", envelope: parseEnvelope(line.evidence) } as const;
  await append(opened.parts, await readOwnLog(opened.parts, root), [record]);
}
