import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  COSIGNATURE,
  ED25519,
  cosign,
  formatAddCheckpoint,
  formatCheckpoint,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { httpCosigner } from "./http-cosigner.ts";

const logKey = signerKey(nodeCrypto, "log.example", ED25519, testKey("log").seed);
const key = signerKey(nodeCrypto, "w.example", COSIGNATURE, testKey("w").seed);
const stranger = signerKey(nodeCrypto, "other.example", COSIGNATURE, testKey("other").seed);
const tree = { origin: "log.example", size: 5, root: nodeCrypto.sha256(new Uint8Array([1])) };
const text = formatCheckpoint(tree);
const body = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: signCheckpoint(nodeCrypto, tree, logKey) });
const own = cosign(nodeCrypto, text, key, 1000);
const foreign = cosign(nodeCrypto, text, stranger, 1000);
const elsewhere = cosign(nodeCrypto, formatCheckpoint({ ...tree, size: 6 }), key, 1000);

/** Asks a server that answers in this way. */
async function asked(answer: (request: IncomingMessage, response: ServerResponse) => unknown, patience?: number) {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    return await httpCosigner({ name: "w", key, url: `http://127.0.0.1:${port}/prefix/` }, patience).cosign(body);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const saying = (status: number, said: string, type = "text/plain") =>
  asked((_request, response) => response.writeHead(status, { "content-type": type }).end(said));

describe("a witness that is asked over HTTP", () => {
  it("gets the request at its submission prefix, as it is", async () => {
    const seen: string[] = [];
    const answer = await asked(async (request, response) => {
      let content = "";
      for await (const part of request) content += String(part);
      seen.push(`${request.method} ${request.url}`, content);
      response.end(own);
    });
    expect(seen).toEqual(["POST /prefix/add-checkpoint", body]);
    expect(answer).toEqual({ lines: own });
  });

  it("is taken at its own lines alone", async () => {
    expect(await saying(200, `${foreign}${own}`)).toEqual({ lines: own });
  });

  it.each([
    ["with type and line feed", "7\n", "text/x.tlog.size"],
    ["without the type", "7\n", "text/plain"],
    ["without line feed", "7", "text/x.tlog.size"],
  ])("says which size it has seen, %s", async (_how, said, type) => {
    expect(await saying(409, said, type)).toEqual({ seen: 7 });
  });

  it.each<[what: string, status: number, said: string, reason: RegExp]>([
    ["a cosignature of another checkpoint", 200, elsewhere, /log\.cosignature/],
    ["a cosignature of somebody else alone", 200, foreign, /no cosignature of w\.example/],
    ["nothing", 200, "", /log\.witness-response/],
    ["a page", 200, "<html>\n", /log\.note-line/],
    ["more than it may", 200, "x".repeat(100_000), /more than 65536 bytes/],
    ["409 without a size", 409, "", /log\.witness-size/],
    ["409 with another text", 409, "conflict", /log\.witness-size/],
    ["403 for a log that it does not know", 403, "unknown log", /answered 403: unknown log/],
    ["422", 422, "log.proof-root: no", /answered 422: log\.proof-root/],
    ["500", 500, "", /answered 500/],
  ])("is as good as not there when it says %s", async (_what, status, said, reason) => {
    expect(await saying(status, said)).toEqual({ unreachable: expect.stringMatching(reason) });
  });

  it("is not followed elsewhere, not waited for, and missed when it is not there", async () => {
    const moved = await asked((_request, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    );
    expect(moved).toEqual({ unreachable: expect.stringMatching(/redirect/) });
    expect(await asked(() => {}, 50)).toEqual({ unreachable: expect.stringMatching(/timeout/) });
    const gone = httpCosigner({ name: "w", key, url: "http://127.0.0.1:1" });
    expect(await gone.cosign(body)).toEqual({
      unreachable: expect.stringMatching(/^w at http.*(?:ECONNREFUSED|bad port)/),
    });
  });
});
