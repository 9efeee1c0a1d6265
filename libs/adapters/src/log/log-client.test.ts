import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatEnvelope, parseEnvelope, signEnvelope } from "@countersign/attest";
import { REQUEST_PAYLOAD_TYPE, formatBundleHeader, policyVersion, recordId, verifyRequest } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { formatEntryBundle } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { fixedClock } from "../time/index.ts";
import { logClient } from "./log-client.ts";
import type { LogClient } from "./log-client.ts";
import { logServerAt, mirrorAt } from "./server-address.ts";

type Respond = (request: IncomingMessage, response: ServerResponse) => unknown;

const ORIGIN = "log.acme.example/feed";
const NOW = 1_800_000_000;
const { policy } = policyVersion(nodeCrypto, examplePolicy());
const encoder = new TextEncoder();
const envelope = signEnvelope(nodeCrypto, {
  seed: testKey("service-1").seed,
  keyid: "",
  payloadType: "t",
  payload: encoder.encode("{}"),
});

/** A client of a server that answers in this way. */
async function asking<T>(respond: Respond, ask: (client: LogClient) => Promise<T>, at = logServerAt): Promise<T> {
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/prefix/`;
  const sign = (payload: Uint8Array) =>
    signEnvelope(nodeCrypto, {
      seed: testKey("oracle-w").seed,
      keyid: "",
      payloadType: REQUEST_PAYLOAD_TYPE,
      payload,
    });
  const identity = { origin: ORIGIN, clock: fixedClock(NOW), sign };
  try {
    return await ask(logClient(at(url), identity, { idle: 2_000, whole: 4_000 }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The code with which an answer is refused. */
async function refused(respond: Respond, ask: (client: LogClient) => Promise<unknown>): Promise<string> {
  const error = await asking(respond, ask).catch((one: unknown) => one);
  return error instanceof Error && "code" in error ? String(error.code) : `answered ${JSON.stringify(error)}`;
}

const serving =
  (files: Readonly<Record<string, Uint8Array>>): Respond =>
  (request, response) => {
    const file = files[request.url?.replace("/prefix/log/", "") ?? ""];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  };
const saying =
  (status: number, body: string | Uint8Array = "", headers: Record<string, string> = {}): Respond =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);
const endless: Respond = (_request, response) => {
  response.writeHead(200);
  const more = () => response.write(new Uint8Array(1 << 16), (error) => (error ? undefined : setImmediate(more)));
  more();
};
const dripping: Respond = (_request, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(new Uint8Array(1)), 50);
  response.on("close", () => clearInterval(timer));
};
const cutOff: Respond = (_request, response) => {
  response.writeHead(200, { "content-length": "160" });
  response.write(new Uint8Array(8), () => response.destroy());
};

const TILE = "tile/0/000.p/5";
const BUNDLE = "tile/entries/000.p/2";
const hashes = (count: number) => Uint8Array.from({ length: count * 32 }, (_, at) => at % 251);
const entries = (count: number) => formatEntryBundle(Array.from({ length: count }, (_, at) => encoder.encode(`${at}`)));

describe("a log that is read over HTTP", () => {
  it("gives its checkpoint, tiles and entry bundles", async () => {
    const log = serving({ checkpoint: encoder.encode("note"), [TILE]: hashes(5), [BUNDLE]: entries(2) });
    expect(await asking(log, (client) => client.checkpoint())).toEqual(encoder.encode("note"));
    expect(await asking(log, (client) => client.tile(TILE))).toEqual(hashes(5));
    expect(await asking(log, (client) => client.tile(BUNDLE))).toEqual(entries(2));
    expect(await asking(serving({}), (client) => client.checkpoint())).toBeUndefined();
  });

  it("cuts a partial file out of the full one, where only that is there", async () => {
    const log = serving({ "tile/0/000": hashes(256), "tile/entries/000": entries(256) });
    expect(await asking(log, (client) => client.tile(TILE))).toEqual(hashes(5));
    expect(await asking(log, (client) => client.tile(BUNDLE))).toEqual(entries(2));
  });

  it.each<[what: string, path: string, respond: Respond, code: string]>([
    ["is not there", TILE, serving({}), "log.tile-missing"],
    ["is not there in full", "tile/0/000", serving({}), "log.tile-missing"],
    ["is short", TILE, serving({ [TILE]: hashes(4) }), "log.tile-length"],
    ["is long", TILE, serving({ [TILE]: hashes(6) }), "log.tile-length"],
    ["is short by a byte", TILE, serving({ [TILE]: hashes(5).subarray(1) }), "log.tile-length"],
    ["is full, and short", TILE, serving({ "tile/0/000": hashes(255) }), "log.tile-length"],
    ["never ends", TILE, endless, "log.tile-length"],
    ["never ends, of entries", BUNDLE, endless, "log.tile-length"],
    ["comes too slowly", TILE, dripping, "log.unreachable"],
    ["is cut off", TILE, cutOff, "log.unreachable"],
    ["does not come", TILE, () => {}, "log.unreachable"],
    ["is elsewhere", TILE, saying(302, "", { location: "/prefix/log/tile/0/000" }), "log.unreachable"],
    ["is an error", TILE, saying(500), "log.unreachable"],
    ["is a refusal", TILE, saying(403, "no"), "log.answer"],
    ["is a page", BUNDLE, saying(200, "<html>"), "log.entry-bundle-short"],
    ["has an entry too few", BUNDLE, serving({ [BUNDLE]: entries(1) }), "log.entry-bundle-short"],
    ["has an entry too many", BUNDLE, serving({ [BUNDLE]: entries(3) }), "log.entry-bundle-trailing"],
  ])("J9: is refused when a file %s", async (_what, path, respond, code) => {
    expect(await refused(respond, (client) => client.tile(path))).toBe(code);
  });

  it.each([
    "tile/0/../../evidence",
    "../keys/log.key",
    "tile/0/000.p/0",
    "tile/0/000.p/257",
    "tile/0/0",
    "tile/64/000",
    "tile/entries/000/",
    "tile/entries/../0/000",
    "checkpoint",
    "tile/0/000?x",
  ])("J9: is never asked for %s", async (path) => {
    const asked: string[] = [];
    const code = await refused(
      (request, response) => {
        asked.push(request.url ?? "");
        response.end();
      },
      (client) => client.tile(path),
    );
    expect(code).toMatch(/^log\.tile-(?:path|width|level|index)$/);
    expect(asked).toEqual([]);
  });

  it("gives evidence for a request that is signed for exactly that", async () => {
    const salted = encoder.encode("sixteen bytes...{}");
    const sha256 = hash("sha256", salted, "hex");
    const askers: unknown[] = [];
    const respond: Respond = ({ url = "", headers }, response) => {
      const asked = { method: "GET", origin: ORIGIN, target: url.replace("/prefix", "") };
      askers.push(verifyRequest(nodeCrypto, policy, headers.authorization, asked, NOW));
      response.end(salted);
    };
    expect(await asking(respond, (client) => client.evidence(sha256))).toEqual(salted);
    const mirrored = await asking(
      respond,
      (client) => client.evidence(sha256),
      (url) => mirrorAt(url, "0".repeat(64)),
    );
    expect(mirrored).toEqual(salted);
    expect(askers).toEqual([{ witness: "oracle-w" }, { witness: "oracle-w" }]);
  });

  it.each<[what: string, respond: Respond, code: string]>([
    ["other bytes", saying(200, "other"), "bundle.evidence-mismatch"],
    ["a refusal", saying(401, JSON.stringify({ code: "auth.time", detail: "late" })), "auth.time"],
    ["a refusal that is no code", saying(401, JSON.stringify({ code: "<b>" })), "log.answer"],
    ["a refusal in the name of a check of ours", saying(403, JSON.stringify({ code: "log.fork" })), "log.answer"],
    ["an empty page", saying(204), "log.answer"],
  ])("J9: takes no evidence that is %s", async (_what, respond, code) => {
    expect(await refused(respond, (client) => client.evidence("0".repeat(64)))).toBe(code);
  });

  it("streams a bundle line by line, and notices one that ends in a line", async () => {
    const header = formatBundleHeader({ origin: ORIGIN, from: 0, size: 0 });
    const all = (client: LogClient) => Array.fromAsync(client.bundle(0));
    expect(await asking(saying(200, Buffer.concat([header, Buffer.from("\n")])), all)).toEqual([header]);
    expect(await refused(saying(200, header), all)).toBe("bundle.truncated");
    expect(await refused(saying(416, JSON.stringify({ code: "bundle.from", detail: "" })), all)).toBe("bundle.from");
  });

  it("takes a record once more, and says what became of it", async () => {
    const sha256 = recordId(nodeCrypto, envelope.payload);
    const salt = Buffer.alloc(16).toString("base64");
    const submit = (status: number, body: unknown) =>
      asking(saying(status, JSON.stringify(body)), (client) => client.submit(envelope));
    const answer = { kind: "review", leaf: { index: 7 }, statement: { sha256 }, salt, waitingFor: ["w"], more: 1 };
    expect(await submit(202, answer)).toEqual({ logged: { index: 7, salt: new Uint8Array(16), waitingFor: ["w"] } });
    const handedIn = "2026-11-22T10:00:00Z";
    expect(await submit(202, { statement: { sha256 }, handedIn })).toEqual({ kept: { since: handedIn } });
    expect(await submit(422, { code: "statement.role", detail: "no" })).toEqual({
      refused: { status: 422, code: "statement.role", detail: "no" },
    });
    await expect(submit(200, { ...answer, statement: { sha256: "0".repeat(64) } })).rejects.toThrow(/^log\.answer/);
    await expect(submit(200, { ...answer, salt: "AAAA" })).rejects.toThrow(/^log\.answer/);
    await expect(submit(200, [])).rejects.toThrow(/^log\.answer/);
  });

  it("sends a record as it is", async () => {
    const bodies: Uint8Array[] = [];
    await asking(
      async (request, response) => {
        for await (const part of request) bodies.push(part);
        response.writeHead(422).end();
      },
      (client) => client.submit(envelope),
    );
    expect(formatEnvelope(parseEnvelope(Buffer.concat(bodies)))).toEqual(formatEnvelope(envelope));
  });
});
