import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { policyVersion } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { shareHome } from "@countersign/home";
import type { SharedHome } from "@countersign/home";
import { beginLog, governance, patientHomeIn } from "@countersign/home/testing";
import { freePort } from "@countersign/testkit";
import { bareParts } from "./bare-work.ts";
import type { BareParts } from "./bare-work.ts";
import { feedRepository } from "./feed-repository.ts";
import type { FeedRepository } from "./feed-repository.ts";
import { hookToken, signIn } from "./readers.ts";
import type { Readers } from "./readers.ts";
import { runProgram } from "./running-service.ts";
import type { Running } from "./running-service.ts";
import { READERS, REPOSITORY, servicePolicy } from "./service-policy.ts";

/** Seconds between two looks of the service at the repository. */
export const POLL = 2;

/** The service with everything around it, each in a process of its own, over loopback. */
export type ServiceStage = BareParts & {
  readonly folder: string;
  readonly homeDir: string;
  /** The home as this process works in it, beside the service. */
  readonly home: SharedHome;
  readonly repository: FeedRepository;
  readonly service: Running;
  readonly web: number;
  readonly worker: number;
  readonly readers: Readers;
  /** What the hook of the repository tells the service by. */
  readonly hook: { readonly url: string; readonly token: string };
};

/** Begins a home with a policy and a baseline, and starts the service on it; everything is below the folder. */
export async function serviceStage(folder: string): Promise<ServiceStage> {
  await using opened = new AsyncDisposableStack();
  const repository = await feedRepository(folder);
  const document = servicePolicy();
  const home = patientHomeIn(join(folder, "home"));
  const { commit, tree } = repository.first;
  await beginLog(home.dir, policyVersion(nodeCrypto, document), governance(document, commit, tree));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(home.dir, "service.yaml"), settingsOf(url, repository.bare));
  await mkdir(join(folder, "database"));
  const bare = opened.use(await bareParts(join(folder, "database/postgres")));
  const env = { ...process.env, DATABASE_URL: bare.databaseUrl, REDIS_URL: "" };
  const listen = ["--listen", `127.0.0.1:${port}`];
  const service = opened.use(await runProgram(["serve", "--home", home.dir, ...listen], env));
  const readers = opened.use(await signIn(url, [...READERS, "dana", "nils", "olga"]));
  const token = await hookToken(readers);
  const all = opened.move();
  return {
    ...bare,
    folder,
    homeDir: home.dir,
    home: shareHome(home),
    repository,
    service,
    web: service.pids.get("web") ?? 0,
    worker: service.pids.get("worker") ?? 0,
    readers,
    hook: { url, token },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function settingsOf(url: string, fetch: string): string {
  return [
    `url: ${JSON.stringify(url)}`,
    "proxies: [127.0.0.1]",
    "repositories:",
    `  - {id: "${REPOSITORY.id}", fetch: ${JSON.stringify(fetch)}, proposals: [{refs: "refs/heads/change/*"}], poll: PT${POLL}S}`,
    "serviceLevels:",
    "  - {risk: R4, within: PT4H}",
    "  - {within: P2D}",
    "",
  ].join("\n");
}
