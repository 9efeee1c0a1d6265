import { createHmac, randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { servedService } from "../../http/service.testing.ts";
import { SILENT } from "../../capture/world.testing.ts";
import { receiveDeliveries } from "./receive.ts";
import { signedBy } from "./signature.ts";

const SECRET = "the newest secret of the webhook";
const OLD = "the one before";
const APP = 3_123_456_789;
const BODY = JSON.stringify({ action: "opened", number: 7 });

const signed = (body: string | Uint8Array, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

const headersOf = (more: Record<string, string> = {}): Record<string, string> => ({
  "content-type": "application/json",
  "x-github-event": "pull_request",
  "x-github-delivery": randomUUID(),
  "x-github-hook-installation-target-id": String(APP),
  "x-github-hook-installation-target-type": "integration",
  "x-hub-signature-256": signed(BODY),
  ...more,
});

async function openInboxOf({ within }: { readonly within?: number } = {}) {
  const seen: (readonly unknown[])[] = [];
  const service = await servedService({
    first: ({ db }) => [
      receiveDeliveries({
        db,
        waker: SILENT,
        app: APP,
        secrets: [SECRET, OLD],
        ...(within === undefined ? {} : { within }),
        events: {
          delivered: (id, event, secret) => void seen.push([id, event, secret]),
          refused: (status, code) => void seen.push([status, code]),
        },
      }),
    ],
  });
  const { db, ask } = service;
  return {
    service,
    seen,
    db,
    deliver: (headers: Record<string, string>, body = BODY) => ask("POST", "/v1/github/webhooks", { headers, body }),
    rows: () => db.selectFrom("github_delivery").selectAll().execute(),
    works: async () =>
      (await db.selectFrom("work").select(["kind", "key", "requested"]).execute()).map(({ kind, key, requested }) => [
        kind,
        key,
        requested,
      ]),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

describe("the inbox", () => {
  it("keeps what one of the secrets signed, with the work that it asks for, and then says 202", async () => {
    await using inbox = await openInboxOf();
    const headers = headersOf();
    expect((await inbox.deliver(headers)).status).toBe(202);
    const old = headersOf({ "x-hub-signature-256": signed(BODY, OLD) });
    expect((await inbox.deliver(old)).status).toBe(202);
    const ids = [headers, old].map((one) => one["x-github-delivery"]);
    expect(inbox.seen).toEqual([
      [ids[0], "pull_request", 0],
      [ids[1], "pull_request", 1],
    ]);
    expect(await inbox.works()).toEqual(ids.map((id) => ["github-event", id, "1"]));
    const [row] = await inbox.rows();
    expect(row).toMatchObject({ id: ids[0], event: "pull_request", processed: null });
    expect(Buffer.from(row?.body ?? []).toString()).toBe(BODY);
    expect(JSON.stringify(row?.headers)).not.toContain("sha256=");
  });

  it.each([
    ["unsigned", { "x-hub-signature-256": "" }, BODY],
    [
      "with SHA-1 only",
      { "x-hub-signature-256": "", "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(BODY).digest("hex")}` },
      BODY,
    ],
    ["under another secret", { "x-hub-signature-256": signed(BODY, "guessed") }, BODY],
    ["encoded anew", {}, JSON.stringify(JSON.parse(BODY), undefined, 1)],
    ["as a form", { "content-type": "application/x-www-form-urlencoded" }, `payload=${encodeURIComponent(BODY)}`],
    ["that is no JSON", { "x-hub-signature-256": signed("{"), "content-type": "application/json" }, "{ "],
  ])("G1: refuses a forged delivery %s before anything of it is parsed", async (_how, more, body) => {
    await using inbox = await openInboxOf();
    const said = await inbox.deliver(headersOf(more), body);
    expect([said.status, said.json["code"]]).toEqual([401, "webhook.signature"]);
    expect(await inbox.rows()).toEqual([]);
    expect(await inbox.works()).toEqual([]);
  });

  it("G2: refuses a body that is too large, that is compressed, or that never ends, and reads no more of it", async () => {
    await using inbox = await openInboxOf({ within: 300 });
    const declared = await byHand(inbox.service.url, { ...headersOf(), "content-length": String(27 * 1024 * 1024) });
    expect(declared).toMatchObject({ status: 413, code: "webhook.too-large" });
    const piece = Buffer.alloc(1024 * 1024, "a");
    const endless = await byHand(inbox.service.url, headersOf(), () => piece);
    expect(["webhook.too-large", "webhook.slow"]).toContain(endless.code);
    const slow = await byHand(inbox.service.url, headersOf(), () => setTimeout(50, Buffer.from("a")));
    expect(slow).toMatchObject({ status: 408, code: "webhook.slow" });
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
    const packed = await byHand(inbox.service.url, headersOf({ "content-encoding": "gzip" }), once(bomb));
    expect(packed).toMatchObject({ status: 415, code: "webhook.encoding" });
    expect(await inbox.rows()).toEqual([]);
  });

  it("G3: takes the same delivery again without a second effect, and neither another under its id nor another app's", async () => {
    await using inbox = await openInboxOf();
    const headers = headersOf();
    const id = headers["x-github-delivery"];
    await inbox.deliver(headers);
    await inbox.db.updateTable("github_delivery").set({ processed: new Date() }).execute();
    await inbox.db.deleteFrom("work").execute();
    expect((await inbox.deliver(headers)).status).toBe(202);
    expect(await inbox.works()).toEqual([]);
    const other = "{}";
    const changed = await inbox.deliver({ ...headers, "x-hub-signature-256": signed(other) }, other);
    expect([changed.status, changed.json["code"]]).toEqual([409, "webhook.duplicate-id"]);
    const renamed = await inbox.deliver({ ...headers, "x-github-event": "push" });
    expect([renamed.status, renamed.json["code"]]).toEqual([409, "webhook.duplicate-id"]);
    const foreign = await inbox.deliver(headersOf({ "x-github-hook-installation-target-id": "1" }));
    expect([foreign.status, foreign.json["code"]]).toEqual([403, "webhook.target"]);
    const hook = await inbox.deliver(headersOf({ "x-github-hook-installation-target-type": "repository" }));
    expect([hook.status, hook.json["code"]]).toEqual([403, "webhook.target"]);
    expect((await inbox.rows()).map((row) => row.id)).toEqual([id]);
  });

  it("G5: says 503 where nothing can be kept, and keeps a redelivery of what was not processed", async () => {
    await using inbox = await openInboxOf();
    const headers = headersOf();
    await inbox.db.schema.alterTable("work").renameTo("work_away").execute();
    const failed = await inbox.deliver(headers);
    expect([failed.status, failed.json["code"]]).toEqual([503, "webhook.not-kept"]);
    expect(await inbox.rows()).toEqual([]);
    await inbox.db.schema.alterTable("work_away").renameTo("work").execute();
    expect((await inbox.deliver(headers)).status).toBe(202);
    await inbox.db.deleteFrom("work").execute();
    expect((await inbox.deliver(headers)).status).toBe(202);
    expect(await inbox.works()).toEqual([["github-event", headers["x-github-delivery"], "1"]]);
  });
});

const published = vectors("github-webhooks");

describe.skipIf(!published.present)("published vectors of GitHub's webhooks (skipped: no vectors)", () => {
  type Deliveries = {
    readonly secret: string;
    readonly deliveries: readonly { readonly file: string; readonly signature256: string }[];
  };
  type Cases = {
    readonly cases: readonly {
      readonly name: string;
      readonly header: { readonly name: string; readonly value: string } | null;
      readonly secret: string;
      readonly bodyBase64: string;
      readonly expect: "valid" | "invalid" | "unspecified";
    }[];
  };

  it("are signed as the index says, every one of them", () => {
    const { secret, deliveries } = published.json<Deliveries>("index.json");
    expect(deliveries.length).toBe(published.files().filter((file) => /^(?:payloads|derived)\//.test(file)).length);
    for (const { file, signature256 } of deliveries)
      expect([file, signedBy(["another", secret], published.bytes(file), signature256)]).toEqual([file, 1]);
  });

  it("say of each pair of header and body whether it is good", () => {
    const { cases } = published.json<Cases>("signatures.json");
    for (const { name, header, secret, bodyBase64, expect: expected } of cases.filter(
      (one) => one.expect !== "unspecified",
    )) {
      const value = header?.name.toLowerCase() === "x-hub-signature-256" ? header.value : undefined;
      expect([name, signedBy([secret], Buffer.from(bodyBase64, "base64"), value)]).toEqual([
        name,
        expected === "valid" ? 0 : undefined,
      ]);
    }
  });
});

it("knows GitHub's own example of a signature, and that an empty secret signs nothing", () => {
  const body = Buffer.from("Hello, World!");
  const value = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  expect(signedBy(["It's a Secret to Everybody"], body, value)).toBe(0);
  expect(signedBy([""], body, signed(body, ""))).toBe(undefined);
});

function once(bytes: Uint8Array): () => Uint8Array | undefined {
  let given = false;
  return () => {
    if (given) return undefined;
    given = true;
    return bytes;
  };
}

/** Sends piece after piece until there is an answer; a request that declares more than it sends stays open. */
async function byHand(
  url: string,
  headers: Record<string, string>,
  next?: () => Uint8Array | undefined | Promise<Uint8Array>,
): Promise<{ readonly status: number; readonly code: string }> {
  const asked = httpRequest(`${url}/v1/github/webhooks`, { method: "POST", headers });
  const answered = new Promise<{ readonly status: number; readonly code: string }>((resolve) => {
    asked.once("error", () => resolve({ status: 0, code: "closed" }));
    asked.once("response", async (response) => {
      const text = (await response.toArray()).join("");
      resolve({ status: response.statusCode ?? 0, code: String(JSON.parse(text)["code"]) });
    });
  });
  const over = new AbortController();
  void answered.then(() => over.abort());
  asked.flushHeaders();
  for (let piece = await next?.(); piece !== undefined && !over.signal.aborted; piece = await next?.()) {
    if (!asked.write(piece)) await Promise.race([new Promise((resolve) => asked.once("drain", resolve)), answered]);
  }
  const said = await answered;
  asked.destroy();
  return said;
}
