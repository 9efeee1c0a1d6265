import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { formatPrivateKey } from "@countersign/attest";
import { CountersignError, formatTime, loginMessage, policyVersion, verifyLogin } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder, testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { runCli } from "../run.testing.ts";

const TOKEN = `cs_session_${"s".repeat(43)}`;
const NONCE = Buffer.alloc(32, 7).toString("base64");
const now = () => Math.floor(Date.now() / 1000);

type Heard = { readonly line: string; readonly body: string; readonly authorization: string | undefined };

/** A service that lets in whom the example policy lists, or asks for something else than a sign-in. */
async function scene(challenge: () => unknown = () => ({ nonce: NONCE, time: formatTime(now()) })) {
  const folder = tempFolder();
  const heard: Heard[] = [];
  const { policy } = policyVersion(nodeCrypto, examplePolicy());
  const server = createServer((request, response) => {
    void answer(request).then(([status, json]) => response.writeHead(status).end(JSON.stringify(json)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    let body = "";
    for await (const part of request) body += String(part);
    const line = `${request.method} ${request.url}`;
    heard.push({ line, body, authorization: request.headers.authorization });
    if (line === "POST /v1/session/challenge") return [200, challenge()];
    if (line === "DELETE /v1/session") return [204, undefined];
    const { nonce, time, signature } = JSON.parse(body);
    const sig = new Uint8Array(Buffer.from(signature, "base64"));
    try {
      const { person } = verifyLogin(nodeCrypto, policy, { origin: url, nonce, time }, sig);
      return [201, { person: person.id, organisation: person.organisation, seconds: 43_200, token: TOKEN }];
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      return [403, { code: error.code, detail: "nobody \u001b[31mof ours" }];
    }
  };
  for (const name of ["dana", "mallory"]) {
    const { seed } = testKey(name);
    const text = formatPrivateKey(nodeCrypto, { seed, comment: "", checkInt: 1 });
    writeFileSync(join(folder.path, name), text, { mode: 0o600 });
  }
  const home = join(folder.path, "home");
  const run = (...args: readonly string[]) => runCli([...args, "--url", url, "--json"], { home });
  return {
    heard,
    home,
    url,
    run,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
    login: (who = "dana") => run("login", "--key", join(folder.path, who)),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      folder[Symbol.dispose]();
    },
  };
}

const kept = (home: string) => (existsSync(join(home, ".sessions")) ? readdirSync(join(home, ".sessions")) : []);

describe("login", () => {
  it("keeps a session where only its owner reads it, and prints no secret; logout ends it", async () => {
    await using service = await scene();
    const said = await service.login();
    expect([said.exit, said.json]).toMatchObject([0, { person: "dana", url: service.url }]);
    expect(said.stdout + said.stderr).not.toContain(TOKEN);
    const file = (said.json as { session: string }).session;
    expect([statSync(file).mode & 0o777, statSync(join(service.home, ".sessions")).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ token: TOKEN, person: "dana", origin: service.url });

    expect((await service.run("logout")).exit).toBe(0);
    expect(service.heard.at(-1)).toMatchObject({ line: "DELETE /v1/session", authorization: `Bearer ${TOKEN}` });
    expect(kept(service.home)).toEqual([]);
    expect(await service.run("logout")).toMatchObject({ exit: 4, json: { code: "auth.no-login" } });
  });

  it("says what the service refuses, and keeps nothing", async () => {
    await using service = await scene();
    const said = await service.login("mallory");
    expect(said).toMatchObject({ exit: 4, json: { code: "auth.not-in-policy" } });
    expect(said.stdout + said.stderr).not.toContain("\u001b[31m");
    expect(kept(service.home)).toEqual([]);
  });

  it("says at which address it was signed for where the service takes sign-ins at another", async () => {
    await using service = await scene();
    const url = service.url.replace("127.0.0.1", "localhost");
    const said = await runCli(["login", "--url", url, "--key", join(service.home, "../dana"), "--json"], {
      home: service.home,
    });
    const remedy = expect.stringContaining(`You signed in at ${url}.`);
    expect(said).toMatchObject({ exit: 4, json: { code: "auth.signature", remedy } });
  });

  it("says how to get a session again where the file of it was edited", async () => {
    await using service = await scene();
    const { session } = (await service.login()).json as { readonly session: string };
    for (const text of ["{", "{}", readFileSync(session, "utf8").replace('"until":', '"until": ')]) {
      writeFileSync(session, text);
      const remedy = expect.stringContaining("countersign login");
      expect(await service.run("manifest", "list")).toMatchObject({ exit: 4, json: { code: "auth.no-login", remedy } });
    }
  });

  const statement = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString("base64");
  it.each<[what: string, challenge: unknown]>([
    ["the bytes of an approval", { challenge: statement }],
    ["an approval beside a nonce", { nonce: NONCE, time: formatTime(now()), payload: statement }],
    ["an approval for a nonce", { nonce: statement, time: formatTime(now()) }],
    [
      "a message that was made elsewhere",
      Buffer.from(loginMessage({ origin: "https://x", nonce: NONCE, time: "" })).toString("base64"),
    ],
    ["another service to sign in at", { nonce: NONCE, time: formatTime(now()), origin: "https://evil.example" }],
    ["a time long ago", { nonce: NONCE, time: "2026-01-01T00:00:00Z" }],
  ])("B23: refuses a service that asks for %s, and signs nothing", async (_what, challenge) => {
    await using service = await scene(() => challenge);
    expect(await service.login()).toMatchObject({ exit: 4, json: { code: "auth.challenge" } });
    expect(service.heard.map(({ line }) => line)).toEqual(["POST /v1/session/challenge"]);
  });

  it("goes nowhere where others could read along, or nobody answers", async () => {
    await using service = await scene();
    const at = (url: string) => runCli(["login", "--url", url, "--key", "/nowhere", "--json"], { home: service.home });
    expect(await at("http://countersign.acme.example")).toMatchObject({ exit: 2, json: { code: "usage.url" } });
    await service.login();
    await service.stop();
    expect(await service.run("logout")).toMatchObject({ exit: 5, json: { code: "web.unreachable" } });
    expect(kept(service.home)).toEqual([]);
    expect(await service.login()).toMatchObject({ exit: 5, json: { code: "web.unreachable" } });
  });
});
