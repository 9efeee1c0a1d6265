import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { freePort, tempFolder, until } from "@countersign/testkit";
import type { TestProject } from "vitest/node";
import { builtInto } from "../build/build.testing.ts";
import { newPasskey } from "./authenticator.testing.ts";
import { publishPolicy } from "./command.testing.ts";
import { startDemo } from "./demo.testing.ts";
import { serveFront } from "./front.testing.ts";
import type { Front } from "./front.testing.ts";
import { addEveryKind } from "./every-kind.testing.ts";
import { addHostileChange } from "./hostile-change.testing.ts";
import { cookieOf, newKey } from "./people.testing.ts";
import { withKey, withPages } from "./policy-text.testing.ts";

/**
 * Starts `countersign serve --demo` in a folder of its own, with a second reviewer of the oracle and the pages that sign, and puts the
 * built app in front of it. Everything ends with the tests.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = new AsyncDisposableStack();
  const state = stack.use(tempFolder()).path;
  const folder = join(state, "countersign-demo");
  const [port, app] = [await freePort(), join(state, "app")];
  const origin = `http://localhost:${port}`;
  const built = builtInto(app);
  const service = stack.use(startDemo(state, port));
  await built;
  await service.until("started", 3);
  const front = stack.use(await serveFront(app, {}, new URL(origin)));
  const own = stack.use(await serveFront(app, { service: origin }));
  const ownOrigin = `http://localhost:${own.port}`;
  await addHostileChange(join(folder, "lumen"));
  await addEveryKind(join(folder, "lumen"));
  await newKey(folder, "dora");
  const passkey = newPasskey("localhost", "dana");
  await publishPolicy(folder, await secondPolicy(folder, [origin, ownOrigin], passkey.line), 2);
  await service.until("captured", 21);
  const people = ["dana", "dora", "nils", "mira"] as const;
  const first = await cookieOf(origin, folder, "dana");
  await until(async () => (await policyVersionOf(origin, first)) === 2, 60_000);
  const entries = await Promise.all(
    people.map(async (person) => [person, await cookieOf(origin, folder, person)] as const),
  );
  const cookies = Object.fromEntries(entries) as Record<(typeof people)[number], string>;
  await until(async () => (await countsOf(origin, cookies.dana)) >= 22, 60_000);
  const cutting = stack.use(await cutter(front));
  project.provide("stage", {
    origin,
    frontPort: front.port,
    control: cutting.url,
    own: ownOrigin,
    folder,
    app,
    passkey,
    cookies,
  });
  return () => stack.disposeAsync();
}

/** The demo's policy with a passkey of dana's, a second person of the oracle, and the pages on which its people sign with passkeys. */
async function secondPolicy(folder: string, pages: readonly string[], passkey: string): Promise<string> {
  const [text, key] = [
    await readFile(join(folder, "policy.yaml"), "utf8"),
    await readFile(join(folder, "keys/dora.pub"), "utf8"),
  ];
  const signed = withPages(withKey(text, "dana", passkey), "oracle", pages);
  return signed
    .replace("version: 1", "version: 2")
    .replace("exclude: []", 'exclude: ["docs/**"]')
    .replace(
      "  - id: nils\n",
      `  - {id: dora, organisation: oracle, keys: [${JSON.stringify(key.trim())}], git: []}\n  - id: nils\n`,
    )
    .replace("oracle: {organisation: oracle, people: [dana]}", "oracle: {organisation: oracle, people: [dana, dora]}");
}

/** Which version of the policy the service goes by. */
async function policyVersionOf(origin: string, cookie: string): Promise<number> {
  const response = await fetch(`${origin}/v1/me`, { headers: { cookie: `countersign=${cookie}` } });
  const said: { readonly policy?: { readonly version: number } } = await response.json();
  return said.policy?.version ?? 0;
}

async function countsOf(origin: string, cookie: string): Promise<number> {
  const response = await fetch(`${origin}/v1/queue/counts?q=needs:me`, {
    headers: { cookie: `countersign=${cookie}` },
  });
  const said: { readonly needsMe?: number } = await response.json();
  return said.needsMe ?? 0;
}

/** Tests run in other processes than the front: they ask it over HTTP to cut the service off, and how many streams there are. */
async function cutter({ cut, streams }: Front): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    if (request.url !== "/streams") cut(request.url === "/away");
    response.end(String(streams()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
