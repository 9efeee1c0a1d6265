import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { formatEnvelope, parseBase64, parseEnvelope, signEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  REQUEST_PAYLOAD_TYPE,
  commitment,
  formatAuthorization,
  parseLeaf,
  parseRoot,
  publishedLines,
  readBundle,
  requestPayload,
} from "@countersign/core";
import { examplePolicy, exampleWith, machineKeyText, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { shareHome, workInHome } from "@countersign/home";
import { appendTo, idOf, incident, ORIGIN, patientHomeIn, writeLog } from "@countersign/home/testing";
import { tempFolder, testKey } from "@countersign/testkit";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LogRates } from "./log-limits.ts";
import { serveLog } from "./log-server.ts";

/** A log of some incidents that is served. */
async function servedLog(incidents = 0, rates?: LogRates) {
  const folder = tempFolder();
  const dir = join(folder.path, "home");
  await writeLog(dir, incidents);
  const events: { readonly name: string; readonly fields: readonly unknown[] }[] = [];
  const event =
    (name: string) =>
    (...fields: readonly unknown[]) =>
      void events.push({ name, fields });
  const server = await serveLog({
    home: patientHomeIn(dir),
    host: "127.0.0.1",
    port: 0,
    cosignEvery: 60_000,
    ...(rates === undefined ? {} : { rates }),
    events: {
      listening: event("listening"),
      logged: event("logged"),
      refused: event("refused"),
      stale: event("stale"),
      failed: event("failed"),
    },
  });
  return {
    dir,
    events,
    url: server.url,
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers }),
    submit: (body: Envelope | string) =>
      fetch(`${server.url}/records`, {
        method: "POST",
        body: typeof body === "string" ? body : new Uint8Array(formatEnvelope(body)),
      }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const signed = (target: string, by = "oracle-w", origin = ORIGIN) => ({
  authorization: formatAuthorization(
    signEnvelope(nodeCrypto, {
      seed: testKey(by).seed,
      keyid: "",
      payloadType: REQUEST_PAYLOAD_TYPE,
      payload: requestPayload({ method: "GET", origin, target }, Math.floor(Date.now() / 1000)),
    }),
  ),
});

/** The status of an answer with the members of its JSON. */
async function body(response: Response) {
  const json: Readonly<Record<string, unknown>> & { readonly leaf: { readonly index: number }; readonly salt: string } =
    JSON.parse(await response.text());
  return { ...json, status: response.status };
}

const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe("a log that is served", () => {
  it("shows tiles for ever and its checkpoint as of now, to everybody", async () => {
    await using log = await servedLog(2);
    const checkpoint = await log.get("/log/checkpoint");
    expect(checkpoint.headers.get("cache-control")).toBe("no-cache");
    expect(await checkpoint.text()).toBe(readFileSync(join(log.dir, "log/checkpoint"), "utf8"));
    const tile = await log.get("/log/tile/entries/000.p/4");
    expect([tile.status, tile.headers.get("content-type"), tile.headers.get("cache-control")]).toEqual([
      200,
      "application/octet-stream",
      expect.stringMatching(/max-age=31536000, immutable/),
    ]);
    expect(await bytes(tile)).toEqual(new Uint8Array(readFileSync(join(log.dir, "log/tile/entries/000.p/4"))));
    expect(await (await log.get("/")).json()).toMatchObject({ origin: ORIGIN, size: 4, policy: 1, awaiting: null });
  });

  it.each([
    "/log/../keys/log.key",
    "/log/%2e%2e/keys/log.key",
    "/log/..%2fkeys%2flog.key",
    "/keys/log.key",
    "/log/",
    "/log/tile",
    "/log/.hidden",
    "/log/tile/entries/001",
    "//log/checkpoint",
    "/evidence/",
  ])("J9: shows nothing else of the home: %s", async (path) => {
    await using log = await servedLog();
    writeFileSync(join(log.dir, "log/.hidden"), "secret");
    const { hostname, port } = new URL(log.url);
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      // Not `fetch`, which takes dots out of a path.
      request({ hostname, port, path }, (response) => {
        let text = "";
        response
          .on("data", (part) => (text += String(part)))
          .on("end", () => resolve({ status: response.statusCode, text }));
      })
        .on("error", reject)
        .end();
    });
    expect([401, 403, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/PRIVATE|secret/);
  });

  it("gives evidence to those whom the policy lists", async () => {
    await using log = await servedLog(1);
    const [, , line] = await linesOf(log.dir);
    if (line?.salt === undefined || line.evidence === undefined) throw new Error("an incident has its evidence");
    const path = `/evidence/${parseLeaf(line.leaf).sha256}`;
    expect(await bytes(await log.get(path, signed(path)))).toEqual(
      new Uint8Array(Buffer.concat([line.salt, line.evidence])),
    );
    expect(await body(await log.get(path))).toMatchObject({ status: 401, code: "auth.missing" });
    expect(await body(await log.get(path, signed(path, "mallory")))).toMatchObject({
      status: 401,
      code: "auth.signature",
    });
    expect(await body(await log.get(path, signed("/bundle")))).toMatchObject({ status: 403, code: "auth.target" });
    expect(await body(await log.get(path, signed(path, "gate-eu", "log.other.example")))).toMatchObject({
      status: 403,
      code: "auth.target",
    });
    const none = `/evidence/${"0".repeat(64)}`;
    expect((await log.get(none, signed(none))).status).toBe(404);
  });

  it("gives none to whom the newest policy does not list, also after something went wrong", async () => {
    await using log = await servedLog();
    const [line] = await linesOf(log.dir);
    const path = `/evidence/${parseLeaf(line?.leaf ?? new Uint8Array()).sha256}`;
    const asked = async () => (await log.get(path, signed(path, "gate-eu"))).status;
    expect(await asked()).toBe(200);
    expect((await log.submit(policyWithout("gate-eu"))).status).toBe(200);
    expect(await asked()).toBe(401);

    const evidence = join(log.dir, "evidence");
    renameSync(evidence, join(log.dir, "aside"));
    symlinkSync(join(log.dir, "nowhere/at/all"), evidence);
    expect((await log.submit(incident("one").envelope)).status).toBe(500);
    rmSync(evidence);
    renameSync(join(log.dir, "aside"), evidence);
    expect(await asked()).toBe(401);
  });

  it("gives none to whom a policy does not list that a command published beside the server", async () => {
    await using log = await servedLog();
    const [line] = await linesOf(log.dir);
    const path = `/evidence/${parseLeaf(line?.leaf ?? new Uint8Array()).sha256}`;
    const askedBy = async (key: string) => (await log.get(path, signed(path, key))).status;
    expect(await askedBy("gate-eu")).toBe(200);
    {
      await using opened = await workInHome(patientHomeIn(log.dir));
      await appendTo(opened, [{ kind: "policy", envelope: policyWithout("gate-eu") }]);
    }
    expect(await askedBy("gate-eu")).toBe(401);
    expect(await askedBy("gate-eu-2")).toBe(200);
  });

  it("writes bundles that a gate reads, and bare ones that answer nothing", async () => {
    await using log = await servedLog(3);
    const root = parseRoot(readFileSync(join(log.dir, "root.json")));
    const read = async (response: Response) =>
      readBundle(
        nodeCrypto,
        root,
        Buffer.from(await bytes(response))
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => Buffer.from(line)),
      );
    const whole = await log.get("/bundle?from=0", signed("/bundle?from=0"));
    expect(whole.headers.get("content-type")).toBe("application/vnd.countersign.bundle.v1+jsonl");
    expect(await read(whole)).toMatchObject({ problems: [], contents: { size: 5 } });
    await expect(read(await log.get("/bundle"))).rejects.toMatchObject({ code: "bundle.evidence-missing" });
    expect((await (await log.get("/bundle?from=4", signed("/bundle?from=4"))).text()).split("\n")).toHaveLength(4);
    expect(await body(await log.get("/bundle?from=9", signed("/bundle?from=9")))).toMatchObject({
      status: 416,
      code: "bundle.from",
    });
    expect(await body(await log.get("/bundle?from=-1"))).toMatchObject({ status: 422, code: "usage.number" });
  });
});

describe("a record that is handed in", () => {
  it("is in the log when it is answered, and has one place however often it comes", async () => {
    await using log = await servedLog();
    const record = incident("one");
    const first = await body(await log.submit(record.envelope));
    expect(first).toMatchObject({
      status: 200,
      kind: "incident",
      leaf: { index: 2 },
      outcome: "appended",
      waitingFor: [],
    });
    expect(first).toMatchObject({ statement: { sha256: idOf(record) } });
    const [, , line] = await linesOf(log.dir);
    const sha256 = commitment(nodeCrypto, parseBase64(first.salt), formatEnvelope(record.envelope));
    expect(parseLeaf(line?.leaf ?? new Uint8Array())).toMatchObject({ kind: "incident", sha256 });
    expect(await body(await log.submit(record.envelope))).toMatchObject({ leaf: { index: 2 }, outcome: "present" });
  });

  it("C11: that is logged already is refused from whoever has not signed it, and tells no salt", async () => {
    await using log = await servedLog();
    const { envelope } = incident("one");
    await body(await log.submit(envelope));
    const forgeries = [
      { ...envelope, signatures: [{ keyid: "", sig: new Uint8Array(64) }] },
      { ...envelope, signatures: incident("another").envelope.signatures },
      { ...envelope, signatures: [...envelope.signatures, ...incident("another").envelope.signatures] },
    ];
    for (const forged of forgeries) {
      const answer = await body(await log.submit(forged));
      expect(answer).toMatchObject({ status: 422, code: expect.stringMatching(/^attest\./) });
      expect(JSON.stringify(answer)).not.toMatch(/salt|leaf/);
    }
    const [honest, ...others] = await Promise.all(
      [
        incident("two").envelope,
        ...forgeries.map(({ signatures }) => ({ ...incident("two").envelope, signatures })),
      ].map(async (one) => body(await log.submit(one))),
    );
    expect(honest).toMatchObject({ status: 200, outcome: "appended" });
    expect(others.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  it("is logged together with others that come at the same time, and each has its own answer", async () => {
    await using log = await servedLog();
    const names = Array.from({ length: 40 }, (_, index) => `number ${index}`);
    const forged = { ...incident("forged").envelope, signatures: incident("another").envelope.signatures };
    const [refused, ...answers] = await Promise.all(
      [forged, ...names.map((name) => incident(name).envelope)].map(async (one) => body(await log.submit(one))),
    );
    expect(refused).toMatchObject({ status: 422, code: "attest.signature" });
    expect(answers.map(({ leaf }) => leaf.index).toSorted((a, b) => a - b)).toEqual(names.map((_, index) => index + 2));
    const lines = await linesOf(log.dir);
    expect(lines).toHaveLength(42);
    for (const [at, { leaf, salt }] of answers.entries())
      expect(parseLeaf(lines[leaf.index]?.leaf ?? new Uint8Array()).sha256).toBe(
        commitment(nodeCrypto, parseBase64(salt), formatEnvelope(incident(names[at] ?? "").envelope)),
      );
  });

  it.each<[what: string, body: string, status: number, code: RegExp]>([
    ["nothing", "", 422, /^attest\.json/],
    ["no envelope", "{}", 422, /^attest\.missing-field$/],
    ["white space", ` ${new TextDecoder().decode(formatEnvelope(incident("x").envelope))}`, 422, /^attest\.json/],
    ["a statement that is never logged", verdictLike(), 422, /^usage\.kind$/],
  ])("is refused when it is %s", async (_what, text, status, code) => {
    await using log = await servedLog();
    expect(await body(await log.submit(text))).toMatchObject({
      status,
      code: expect.stringMatching(code),
      remedy: expect.any(String),
    });
    expect(await body(await log.submit(incident("after").envelope))).toMatchObject({ leaf: { index: 2 } });
  });

  it("J12: is not kept out by others of which nothing comes; none that is too long or compressed is let in", async () => {
    await using log = await servedLog();
    const { hostname, port } = new URL(log.url);
    const begun = Array.from({ length: 4 }, () => {
      const headers = { "content-length": String(64 * 1024 * 1024) };
      const sent = request({ hostname, port, path: "/records", method: "POST", headers }).on("error", () => {});
      sent.write("{");
      return sent;
    });
    expect(await body(await log.submit(incident("one").envelope))).toMatchObject({ status: 200 });
    for (const sent of begun) sent.destroy();
    const long = await fetch(`${log.url}/records`, { method: "POST", body: new Uint8Array(65 * 1024 * 1024) }).catch(
      () => undefined,
    );
    expect(long?.status ?? 413).toBe(413);
    const zipped = await fetch(`${log.url}/records`, {
      method: "POST",
      headers: { "content-encoding": "gzip" },
      body: "x",
    });
    expect(zipped.status).toBe(415);
  });

  it("J12: is read before its signature is verified only while it is small", async () => {
    await using log = await servedLog();
    const { envelope } = incident("one");
    const text = `{"_type":"${"x".repeat(1_000_000)}`;
    const large = { ...envelope, payload: new TextEncoder().encode(text) };
    expect(await body(await log.submit(large))).toMatchObject({ status: 422, code: "attest.signature" });
    const { seed } = testKey("service-1");
    const byMachine = signEnvelope(nodeCrypto, { seed, keyid: "", ...large });
    expect(await body(await log.submit(byMachine))).toMatchObject({ code: expect.stringMatching(/^attest\.json-/) });
  });

  it("comes beside other programs that work in the home", async () => {
    await using log = await servedLog();
    await body(await log.submit(incident("one").envelope));
    {
      await using opened = await workInHome(patientHomeIn(log.dir));
      await appendTo(opened, [incident("two")]);
    }
    expect(await body(await log.submit(incident("two").envelope))).toMatchObject({
      leaf: { index: 3 },
      outcome: "present",
    });
    expect(await body(await log.submit(incident("three").envelope))).toMatchObject({ leaf: { index: 4 } });
  });

  it("is not answered as logged where it cannot be made durable, and is taken once it can", async () => {
    await using log = await servedLog();
    rmSync(join(log.dir, "evidence"), { recursive: true });
    symlinkSync(join(log.dir, "nowhere/at/all"), join(log.dir, "evidence"));
    expect(await body(await log.submit(incident("one").envelope))).toMatchObject({
      status: 500,
      code: expect.stringMatching(/^files\./),
    });
    expect(log.events.some(({ name }) => name === "failed")).toBe(true);
  });
});

/** Version 2 of the example policy, in which a gate has another key. */
function policyWithout(gate: string): Envelope {
  const log = scribe(examplePolicy(), PEOPLE, []);
  const next = exampleWith("machines.1.key", machineKeyText(`${gate}-2`), exampleWith("version", 2));
  log.byPeople("policy", { policy: next, previous: log.contents().policy.sha256 }, PEOPLE);
  return parseEnvelope(log.lines[1]?.evidence ?? new Uint8Array());
}

const PEOPLE = ["olga", "dana", "nils"];

function verdictLike(): string {
  const text = new TextDecoder().decode(incident("x").envelope.payload).replace("/incident/v1", "/verdict/v1");
  return new TextDecoder().decode(
    formatEnvelope({ ...incident("x").envelope, payload: new TextEncoder().encode(text) }),
  );
}

/** The published leaves of a home. */
async function linesOf(dir: string) {
  return shareHome(patientHomeIn(dir)).work(async ({ parts, own }) => {
    const lines = [];
    for await (const line of publishedLines(parts, 0, own?.size() ?? 0)) lines.push(line);
    return lines;
  });
}

describe("J12: whoever asks a log too much", () => {
  it("is told when to come again, by its address, while tiles, others, health and this machine go on", async () => {
    const rates = { reading: { burst: 20, perSecond: 1 }, work: { burst: 3, perSecond: 0.5 } };
    await using log = await servedLog(1, rates);
    const from = (address: string, path: string) => log.get(path, { "x-forwarded-for": address });
    const statuses = [];
    for (let times = 0; times < 5; times += 1) statuses.push((await from("192.0.2.1", "/bundle")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await from("192.0.2.1", `/evidence/${"0".repeat(64)}`);
    expect([refused.headers.get("retry-after"), await body(refused)]).toMatchObject(["2", { code: "limit.rate" }]);
    const record = await fetch(`${log.url}/records`, {
      method: "POST",
      headers: { "x-forwarded-for": "192.0.2.1" },
      body: "{}",
    });
    expect(record.status).toBe(429);
    expect((await from("192.0.2.1", "/log/checkpoint")).status).toBe(200);
    expect((await from("192.0.2.2", "/bundle")).status).toBe(200);
    for (let times = 0; times < 30; times += 1) expect((await log.get("/bundle")).status).toBe(200);
    expect((await from("192.0.2.1", "/healthz")).status).toBe(200);
    const reads = [];
    for (let times = 0; times < 25; times += 1) reads.push((await from("2001:db8::1", "/log/checkpoint")).status);
    expect(new Set(reads)).toEqual(new Set([200, 429]));
    expect((await from("2001:db8::2", "/")).status).toBe(429);
  });
});
