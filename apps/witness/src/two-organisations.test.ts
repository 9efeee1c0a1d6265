import { once } from "node:events";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { cosign, parseAddCheckpoint, parseNote, parseSignerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { acceptAndDrop } from "./front.testing.ts";
import { HASH, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

/** The server of a witness organisation that stands in with the operator: it cosigns whatever it is asked to. */
async function compliantWitness(dir: string, port: number) {
  const key = parseSignerKey(nodeCrypto, readFileSync(join(dir, "witness.key"), "utf8").trim());
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      const { text } = parseNote(parseAddCheckpoint(body).checkpoint);
      response.end(cosign(nodeCrypto, text, key, Math.floor(Date.now() / 1000)));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("two organisations, one of which stands in with the operator", { timeout: 240_000 }, () => {
  it("F28: publish nothing that lacks what the other one decided", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path, ["oracle-w", "nordsec-w"]);
    const { log, front } = scene;
    const [oracle, nordsec] = scene.organisations;
    if (oracle === undefined || nordsec === undefined) throw new Error("there are two");
    await using _server = await scene.serve();
    await using witness = await oracle.start();
    using _compliant = await compliantWitness(nordsec.dir, Number(new URL(nordsec.url).port));
    await until(() => publishedSize(log) === 1);
    await log.baseline();
    log.feed.commit({ files: { "score.py": "X = 1\n" }, ref: "refs/heads/tune", parents: [log.feed.id("main")] });
    const { change } = await log.json("capture", "--repo", "feed", "--base", "main", "--head", "tune");
    await until(() => publishedSize(log) === 3);
    front.answers = acceptAndDrop;
    await log.json("reject", String(change), "--key", "dana", "--yes", "--out", "reject.json");
    const submit = ["submit", "reject.json", "--root", "home/root.json", "--wait", "PT0S"];
    // Nils's witness would take it, but it is oracle's that has to withhold; a stranger's record it does not take.
    expect(await log.run(...submit, "--to", oracle.url)).toMatchObject({ status: 3 });
    await log.json("hold", String(change), "--key", "nils", "--yes", "--out", "hold.json");
    expect(await log.run("submit", "hold.json", "--root", "home/root.json", "--to", oracle.url)).toMatchObject({
      status: 6,
      stderr: expect.stringMatching(/^witness\.stranger: /m),
    });
    await until(() => witness.events.some(({ event }) => event === "withheld"));
    await log.json("incident", "open", "--about", "leaf:0", "--code", "feed.odd", "-m", "odd", "--key", "olga");
    const awaiting = readFileSync(join(log.home, "awaiting-quorum/checkpoint"), "utf8");
    expect(parseNote(awaiting).signatures.map(({ name }) => name)).toEqual(["log.acme.example/feed", "nordsec-w"]);
    expect(publishedSize(log)).toBe(3);
  });

  it("F23: stop where an old backup of the log is put back, whatever the other one cosigns", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path, ["oracle-w", "nordsec-w"]);
    const { log, front } = scene;
    const [oracle, nordsec] = scene.organisations;
    if (oracle === undefined || nordsec === undefined) throw new Error("there are two");
    await using server = await scene.serve();
    await using witness = await oracle.start();
    using _compliant = await compliantWitness(nordsec.dir, Number(new URL(nordsec.url).port));
    await until(() => publishedSize(log) === 1);
    const backup = join(folder.path, "backup");
    cpSync(log.home, backup, { recursive: true });
    await log.baseline();
    await until(() => witness.events.some(({ event, size }) => event === "mirrored" && size === 2));
    await server.end("SIGTERM");
    rmSync(log.home, { recursive: true });
    cpSync(backup, log.home, { recursive: true });
    await using _again = await scene.serve();
    await until(() => witness.events.some(({ alarm }) => alarm === "log.behind-witness"));
    const answer = await log.run("incident", "open", "--about", "leaf:0", "--code", "a.b", "-m", "c", "--key", "olga");
    expect(answer).toMatchObject({ status: 6, stderr: expect.stringMatching(/^log\.(behind-witness|fork): /m) });
    expect(publishedSize(log)).toBe(1);
    // The mirror still has what the operator lost.
    front.behind = undefined;
    const mirror = await (await fetch(`${oracle.url}/logs/${HASH}/checkpoint`)).text();
    expect(mirror).toMatch(/^log\.acme\.example\/feed\n2\n/);
  });
});
