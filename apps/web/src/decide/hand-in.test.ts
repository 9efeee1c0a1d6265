import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { apiClient } from "../api/client.ts";
import { emptyStorage } from "../app/storage.testing.ts";
import { sessionStore } from "../session/session-store.ts";
import { handIn } from "./hand-in.ts";
import { signedApproval } from "./signed-decision.testing.ts";

const SIGNED = signedApproval();
const HONEST = {
  alarms: [],
  kind: "review",
  leaf: { index: 7 },
  outcome: "logged",
  salt: "AAAAAAAAAAAAAAAAAAAAAA==",
  statement: { sha256: SIGNED.statement.id },
  waitingFor: ["oracle-w"],
  more: 1,
};

/** Hands an approval in to a service that answers these texts, one after the other; what kept it from being placed, by code and sentence, and its place. */
async function handedTo(...answers: readonly string[]) {
  const said: string[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => said.push(text));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(left.shift()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session = sessionStore({ origin, own: false }, emptyStorage(), () => {});
  const kept: string[] = [];
  try {
    const placed = await handIn(apiClient(session), SIGNED, ({ code, detail }) => kept.push(`${code}: ${detail}`));
    return { kept, placed, sent: new Set(said).size };
  } finally {
    server.close();
  }
}

it("a decision is placed where the service says, with the salt that its leaf commits with", async () => {
  const { kept, placed } = await handedTo(JSON.stringify(HONEST));
  expect(kept).toEqual([]);
  expect(placed).toMatchObject({ index: 7, salt: new Uint8Array(16), waitingFor: ["oracle-w"] });
  expect(placed.statement).toBe(SIGNED.statement);
});

it.concurrent.each<[string, string, RegExp]>([
  ["no leaf", text({ leaf: undefined }), /^web\.answer: .*\(leaf: not an object\)$/],
  ["a leaf without an index", text({ leaf: {} }), /^web\.answer: .*\(index: not an integer\)$/],
  ["an index that is a text", text({ leaf: { index: "7. ✓ In the log" } }), /^web\.answer: .*index/],
  ["an index below all leaves", text({ leaf: { index: -1 } }), /^web\.answer: /],
  ["no salt", text({ salt: undefined }), /^web\.answer: .*salt/],
  ["a short salt", text({ salt: "AAAA" }), /^web\.answer: .*the salt has 3 bytes, not 16/],
  ["nobody to wait for, in another form", text({ waitingFor: null }), /^web\.answer: .*waitingFor/],
  ["nothing", "null", /^web\.answer: /],
  ["a page", "<h1>✓ In the log</h1>", /^web\.answer: /],
  ["another statement", text({ statement: { sha256: "f".repeat(64) } }), /^web\.digest: .*f{64}/],
])("F17: one that is answered with %s is not placed, and is handed in again as it was", async (_what, lie, said) => {
  const { kept, placed, sent } = await handedTo(lie, JSON.stringify(HONEST));
  expect(kept).toEqual([expect.stringMatching(said)]);
  expect(placed.index).toBe(7);
  expect(sent).toBe(1);
});

/** The answer with something else in it. */
function text(some: object): string {
  return JSON.stringify({ ...HONEST, ...some });
}
