import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { formatEnvelope, formatPrivateKey } from "@countersign/attest";
import { formatMachineSeed } from "@countersign/adapters/keys";
import { nodeCrypto } from "@countersign/crypto/node";
import { incident, homeIn, idOf, writeLog } from "@countersign/home/testing";
import { eventLines, serveLog } from "@countersign/service";
import { tempFolder, testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readSoundBundle } from "../judging.ts";
import { readRoot } from "../pinned-root.ts";
import { runCli } from "../run.testing.ts";

/** A log that is served, and a reviewer's folder with the root and a record. */
async function scene() {
  const folder = tempFolder();
  const home = join(folder.path, "home");
  await writeLog(home, 3);
  const events = eventLines(
    () => {},
    () => 0,
  );
  const server = await serveLog({ home: homeIn(home), host: "127.0.0.1", port: 0, cosignEvery: 60_000, events });
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at("record.json"), formatEnvelope(incident("new").envelope));
  const submit = (url = server.url, ...more: readonly string[]) =>
    runCli(
      [
        "submit",
        at("record.json"),
        "--to",
        url,
        "--root",
        join(home, "root.json"),
        "--wait",
        "PT0S",
        "--json",
        ...more,
      ],
      { home: at("nobody") },
    );
  return {
    home,
    at,
    url: server.url,
    submit,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

type Change = (path: string, body: Buffer) => Buffer | undefined;

/** A server in front of the log's own that changes what it says, and has the log as a mirror, too; `undefined` answers 404. */
async function liar(url: string, change: Change) {
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const path = request.url ?? "";
    const body = request.method === "POST" ? { body: new Uint8Array(Buffer.concat(parts)) } : {};
    const answer = await fetch(`${url}${path.replace(/^\/logs\/[0-9a-f]{64}/, "/log")}`, {
      method: request.method ?? "GET",
      ...body,
    });
    const changed = change(path, Buffer.from(await answer.arrayBuffer()));
    response.writeHead(changed === undefined ? 404 : answer.status).end(changed);
  };
  const server = createServer((request, response) => void forward(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const withAnswer =
  (edit: (answer: Record<string, unknown>) => Record<string, unknown>): Change =>
  (path, body) =>
    path === "/records" ? Buffer.from(JSON.stringify(edit(JSON.parse(body.toString())))) : body;

/** A witness has it, and its mirror a leaf. */
const asWitness = (edit: (answer: Record<string, unknown>) => Record<string, unknown> = (answer) => answer): Change =>
  withAnswer(({ statement, leaf, salt }) => edit({ statement, handedIn: "2026-11-22T10:00:00Z", leaf, salt }));

describe("submit --to", () => {
  it("counts as sent when the leaf of this very record is proven, and keeps the proof", async () => {
    await using log = await scene();
    const sent = await log.submit();
    expect(sent).toMatchObject({
      exit: 0,
      json: { verified: true, kind: "incident", leaf: { index: 5 }, statement: { sha256: idOf(incident("new")) } },
    });
    expect(readFileSync(log.at("record.json.tlog-proof"), "utf8")).toMatch(
      /^c2sp\.org\/tlog-proof@v1\nextra .+\nindex 5\n/,
    );
    expect(await log.submit()).toMatchObject({ exit: 0, json: { leaf: { index: 5 } } });
  });

  it("counts as sent to a witness when the leaf is proven in its mirror", async () => {
    await using log = await scene();
    using witness = await liar(log.url, asWitness());
    expect(await log.submit(witness.url)).toMatchObject({ exit: 0, json: { verified: true, leaf: { index: 5 } } });
  });

  it.each<[what: string, change: Change, exit: number, code: string]>([
    ["F16: names another leaf", withAnswer((answer) => ({ ...answer, leaf: { index: 2 } })), 6, "log.leaf-mismatch"],
    [
      "F16: names another salt",
      withAnswer((answer) => ({ ...answer, salt: Buffer.alloc(16).toString("base64") })),
      6,
      "log.leaf-mismatch",
    ],
    [
      "F16: is a witness whose mirror has another leaf",
      asWitness((answer) => ({ ...answer, leaf: { index: 2 } })),
      6,
      "log.leaf-mismatch",
    ],
    [
      "F17: is a witness whose mirror has it and is not cosigned",
      (path, body) => (path.endsWith("/checkpoint") ? undefined : asWitness()(path, body)),
      3,
      "log.pending",
    ],
    ["F17: never logs it", withAnswer((answer) => ({ ...answer, leaf: { index: 50 } })), 3, "log.pending"],
    ["F17: shows no checkpoint", (path, body) => (path === "/log/checkpoint" ? undefined : body), 3, "log.pending"],
    [
      "F17: says that a witness keeps it",
      withAnswer(({ statement }) => ({ statement, handedIn: "2026-11-22T10:00:00Z" })),
      3,
      "log.pending",
    ],
    [
      "F13: shows a checkpoint without cosignatures",
      (path, body) =>
        path === "/log/checkpoint" ? Buffer.from(body.toString().replace(/\u2014 witness[^\n]+\n/, "")) : body,
      6,
      "log.quorum",
    ],
    [
      "F12: shows other tiles than the checkpoint's",
      (path, body) => (path.startsWith("/log/tile/0/") ? Buffer.alloc(body.length) : body),
      6,
      "log.proof-root",
    ],
    [
      "answers about another record",
      withAnswer((answer) => ({ ...answer, statement: { sha256: "0".repeat(64) } })),
      6,
      "log.answer",
    ],
  ])("does not believe a server that %s", async (_what, change, exit, code) => {
    await using log = await scene();
    using server = await liar(log.url, change);
    const answer = await log.submit(server.url);
    expect([answer.exit, answer.exit === 3 ? { code } : answer.json]).toMatchObject([exit, { code }]);
    expect(existsSync(log.at("record.json.tlog-proof"))).toBe(false);
  });

  it("says why a record is refused, and what is missing in the call", async () => {
    await using log = await scene();
    writeFileSync(
      log.at("record.json"),
      formatEnvelope({ ...incident("new").envelope, signatures: incident("other").envelope.signatures }),
    );
    expect(await log.submit()).toMatchObject({ exit: 6, json: { code: "attest.signature" } });
    expect(await log.submit("http://127.0.0.1:1")).toMatchObject({ exit: 5, json: { code: "log.unreachable" } });
    expect(await log.submit("ftp://x")).toMatchObject({ exit: 2, json: { code: "usage.url" } });
    const home = log.at("nobody");
    const without = await runCli(["submit", log.at("record.json"), "--to", log.url, "--json"], { home });
    expect(without).toMatchObject({ exit: 2, json: { code: "usage.missing" } });
  });
});

describe("bundle --from", () => {
  it("gets what a gate reads for a key of the policy, a person's or a machine's", async () => {
    await using log = await scene();
    writeFileSync(log.at("gate.key"), formatMachineSeed(testKey("gate-eu").seed), { mode: 0o600 });
    const { seed } = testKey("dana");
    writeFileSync(log.at("dana"), formatPrivateKey(nodeCrypto, { seed, comment: "dana", checkInt: 1 }), {
      mode: 0o600,
    });
    const root = join(log.home, "root.json");
    const bundle = (...args: readonly string[]) =>
      runCli(["bundle", "--from", log.url, "--root", root, "-o", log.at("log.bundle"), "--json", ...args], {
        home: log.at("nobody"),
      });
    for (const key of [
      ["--machine-key", log.at("gate.key")],
      ["--key", log.at("dana")],
    ]) {
      expect(await bundle(...key)).toMatchObject({ exit: 0, json: { size: 5 } });
      expect(await readSoundBundle(log.at("log.bundle"), await readRoot(root))).toMatchObject({ size: 5 });
    }
    expect(await bundle()).toMatchObject({ exit: 0, json: { size: 5 } });
    const bare = readSoundBundle(log.at("log.bundle"), await readRoot(root));
    await expect(bare).rejects.toMatchObject({ code: "bundle.evidence-missing" });
    writeFileSync(log.at("mallory.key"), formatMachineSeed(testKey("mallory").seed), { mode: 0o600 });
    expect(await bundle("--machine-key", log.at("mallory.key"))).toMatchObject({
      exit: 4,
      json: { code: "auth.signature" },
    });
    expect(await bundle("--since", "9")).toMatchObject({ exit: 6, json: { code: "bundle.from" } });
  });
});
