import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fixedClock } from "@countersign/adapters/time";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, signerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { eventLines } from "../events.ts";
import { serveWitness } from "./http-server.ts";

/** A witness of no log, and the names of the events that it reported. */
async function served() {
  const reported: string[] = [];
  const events = eventLines(
    (line) => void reported.push(JSON.parse(line).event),
    () => 0,
  );
  const key = signerKey(nodeCrypto, "witness.example/oracle-w", COSIGNATURE, testKey("oracle-w").seed);
  const witness = { key, logs: () => [], addCheckpoint: () => Promise.reject(new TypeError("nobody asks")) };
  const address = { host: "127.0.0.1", port: 0 };
  const server = await serveWitness({ witness, monitors: [], clock: fixedClock(0), events }, address);
  return { reported, server, port: Number(new URL(server.url).port) };
}

describe("a request that ends before its body", () => {
  it.each(["/add-checkpoint", "/records"])("J12: is no fault of the witness: %s", async (path) => {
    const { reported, server, port } = await served();
    await using _ends = server;
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST ${path} HTTP/1.1\r\nHost: w\r\nContent-Length: 1000\r\n\r\nold 0\n`);
    await setTimeout(200);
    socket.resetAndDestroy();
    await setTimeout(200);
    expect((await fetch(`${server.url}/`)).status).toBe(200);
    expect(reported).toEqual(["listening"]);
  });
});

describe("a witness that is told to end", () => {
  it("answers what came in, and that is the last on its connection", async () => {
    const { server, port } = await served();
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (part) => (answer += String(part)));
    const closed = once(socket, "close");
    socket.write("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 7\r\n\r\n");
    await setTimeout(200);
    const ended = server[Symbol.asyncDispose]();
    socket.write("old 0\n\n");
    await Promise.all([closed, ended]);
    // Nobody keeps a checkpoint here.
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer.toLowerCase()).toContain("connection: close");
  });
});
