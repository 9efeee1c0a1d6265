import { signSshsig } from "@countersign/attest";
import { loginMessage } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import type { Browser } from "playwright-core";
import { buildPages } from "../../browser/built-pages.ts";
import { openChromium } from "../../browser/open-chromium.ts";
import { loadedStage } from "../service/loaded-stage.ts";
import type { LoadedStage } from "../service/loaded-stage.ts";
import { queuedChange } from "../service/proposing.ts";
import { serveEmptyPage } from "./empty-page.ts";

/** The service with a full queue and two large changes, a browser, and a page beside it that does nothing. */
export type WebStage = AsyncDisposable & {
  readonly stage: LoadedStage;
  readonly url: string;
  /** Of a session of dana's, who decides for the oracle. */
  readonly cookie: string;
  readonly browser: Browser;
  readonly empty: { readonly url: string; readonly dist: string };
  /** Changes by id, once they are in the queue: one file of 10,610 rows, and 500 files of 40,000. */
  readonly large: { readonly rows: () => Promise<string>; readonly files: () => Promise<string> };
};

/** Milliseconds for which a large change is waited for. */
const PATIENCE = 300_000;

/** Starts all of it; `changes` are logged beside the service. */
export async function webStage(folder: string, changes: number): Promise<WebStage> {
  await using opened = new AsyncDisposableStack();
  await buildPages();
  const empty = opened.use(await serveEmptyPage(folder));
  const stage = opened.use(await loadedStage(folder, changes));
  const { url } = stage.service;
  const browser = await openChromium();
  opened.defer(() => browser.close());
  const cookie = await cookieOf(url, "dana");
  const all = opened.move();
  return {
    stage,
    url,
    cookie,
    browser,
    empty,
    large: {
      rows: once(() => proposed(stage, "one-file", { "ranking/area-1/weights_1.py": linesOf(1, 10_580) })),
      files: once(() => proposed(stage, "many-files", Object.fromEntries(manyFiles()))),
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Made when it is asked for first. */
function once(make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | undefined;
  return () => (made ??= make());
}

/** A proposal with these files, once it waits in the queue. */
async function proposed(stage: LoadedStage, name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const { repository } = stage;
  const ref = `refs/heads/change/${name}`;
  const commit = repository.commitFiles(files, `Retrain ${name}`);
  await repository.push(repository.bare, { [ref]: commit });
  return queuedChange(stage, ref, commit, PATIENCE).catch((error: unknown) => {
    throw new Error(stage.service.failures.join("\n"), { cause: error });
  });
}

/** 300 files that are there are written anew, and 200 come: 40,300 rows with what goes. */
function manyFiles(): readonly (readonly [string, string])[] {
  return Array.from({ length: 500 }, (_, at) => {
    const path =
      at % 2 === 0 ? `ranking/area-${at % 20}/weights-${at}.yaml` : `ranking/area-${at % 20}/weights_${at}.py`;
    return [path, at % 2 === 0 ? yamlOf(at, 62) : linesOf(at, 62)] as const;
  });
}

function linesOf(seed: number, count: number): string {
  return Array.from(
    { length: count },
    (_, at) =>
      `SIGNAL_${at}_WEIGHT = blend("source_${(at * seed) % 97}", ${((at * 7 + seed) % 1000) / 1000}) # tuned\n`,
  ).join("");
}

function yamlOf(seed: number, count: number): string {
  const lines = Array.from({ length: count }, (_, at) => `  signal_${at}_weight: ${((at * 7 + seed) % 1000) / 1000}\n`);
  return `weights:\n${lines.join("")}`;
}

async function cookieOf(origin: string, person: string): Promise<string> {
  const headers = {
    "content-type": "application/json",
    origin,
    "sec-fetch-site": "same-origin",
    "x-forwarded-for": "192.0.2.200",
  };
  const post = (path: string, body: unknown) =>
    fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { nonce, time } = JSON.parse(await (await post("/v1/session/challenge", {})).text());
  const message = loginMessage({ origin, nonce, time });
  const signature = signSshsig(nodeCrypto, { seed: testKey(person).seed, namespace: "countersign-login@v1", message });
  const body = { nonce, time, signature: Buffer.from(signature).toString("base64"), deliver: "cookie" };
  const answer = await post("/v1/session", body);
  const [, secret] = /^countersign=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "") ?? [];
  if (secret === undefined) throw new Error(await answer.text());
  return secret;
}
