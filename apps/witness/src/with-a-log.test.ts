import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { parseNote } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { distantLog } from "./distant-log.testing.ts";
import { runWitness, startWitness } from "./witness-process.testing.ts";

/** A witness's folder that knows the log, and its key. */
function witnessOf(folder: string, name: string, logKey: string) {
  const dir = join(folder, `witness-${name}`);
  const key = runWitness("init", "--dir", dir, "--name", name).stdout.trim();
  runWitness("add-log", "--dir", dir, "--key", logKey);
  return { dir, key, name };
}

const signersOf = (home: string) =>
  parseNote(readFileSync(join(home, "log/checkpoint"))).signatures.map(({ name }) => name);

describe("a log whose witnesses are elsewhere", { timeout: 240_000 }, () => {
  it("publishes what they cosigned, and waits while one of them is not there", async () => {
    using folder = tempFolder();
    const log = await distantLog(folder.path);
    const [oracle, guard] = ["oracle-w", "nordsec-w"].map((name) => witnessOf(folder.path, name, log.logKey));
    if (oracle === undefined || guard === undefined) throw new Error("two witnesses were made");
    await using first = await startWitness(oracle.dir);
    let second = await startWitness(guard.dir);
    const { port } = new URL(second.url);
    const witnesses = [
      { ...oracle, url: first.url },
      { ...guard, url: second.url },
    ];
    expect(await log.publish(witnesses)).toMatchObject({ status: 0 });
    expect(signersOf(log.home)).toEqual(["log.acme.example/feed", "oracle-w", "nordsec-w"]);

    await second.end("SIGKILL");
    const waiting = await log.baseline();
    expect(waiting).toMatchObject({ status: 0 });
    expect(waiting.stdout).toMatch(/it counts once the witnesses have cosigned it/);
    expect(readFileSync(join(log.home, "log/checkpoint"), "utf8")).toMatch(/^log\.acme\.example\/feed\n1\n/);

    second = await startWitness(guard.dir, Number(port));
    await using _ends = second;
    // Any command that opens the home brings to an end what waits.
    expect(await log.run("queue")).toMatchObject({ status: 0 });
    expect(readFileSync(join(log.home, "log/checkpoint"), "utf8")).toMatch(/^log\.acme\.example\/feed\n2\n/);
    expect(await log.json("bundle", "-o", "log.bundle")).toMatchObject({ size: 2 });
    expect(await log.run("audit", "--log", "log.bundle", "--root", "home/root.json")).toMatchObject({ status: 0 });
  });

  it("F23: stops where an old backup of it was put back, and its witness remembers more", async () => {
    using folder = tempFolder();
    const log = await distantLog(folder.path);
    const oracle = witnessOf(folder.path, "oracle-w", log.logKey);
    await using witness = await startWitness(oracle.dir);
    await log.publish([{ ...oracle, url: witness.url }]);
    const backup = join(folder.path, "backup");
    cpSync(log.home, backup, { recursive: true });
    await log.baseline();
    rmSync(log.home, { recursive: true });
    cpSync(backup, log.home, { recursive: true });
    expect(await log.run("bundle", "-o", "log.bundle")).toMatchObject({
      status: 6,
      stderr: expect.stringMatching(/^log\.behind-witness: oracle-w has cosigned 2 leaves/m),
    });
    expect(signersOf(log.home)).toEqual(["log.acme.example/feed", "oracle-w"]);
  });

  it("is not stopped by a witness that lies, and publishes nothing without the cosignature that it refuses", async () => {
    using folder = tempFolder();
    const log = await distantLog(folder.path);
    const oracle = witnessOf(folder.path, "oracle-w", log.logKey);
    const liar = witnessOf(folder.path, "nordsec-w", log.logKey);
    await using witness = await startWitness(oracle.dir);
    using forger = startForger();
    const port = await forger.port;
    const lies = [
      { ...oracle, url: witness.url },
      { ...liar, url: `http://127.0.0.1:${port}` },
    ];
    const published = await log.publish(lies);
    forger[Symbol.dispose]();
    expect(published).toMatchObject({ status: 0, stdout: expect.stringMatching(/nordsec-w/) });
    expect(() => signersOf(log.home)).toThrow(/ENOENT/);
    await using honest = await startWitness(liar.dir, port);
    expect(honest.url).toBe(lies[1]?.url);
    expect(await log.run("queue")).toMatchObject({ status: 0 });
    expect(signersOf(log.home)).toEqual(["log.acme.example/feed", "oracle-w", "nordsec-w"]);
  });
});

/** A witness organisation's server that answers everybody with a signature line that nobody made, in a process of its own. */
function startForger() {
  const line = JSON.stringify("\u2014 nordsec-w AAAAAAAA\n");
  const program = `
    const server = require("node:http").createServer((_, response) => response.end(${line}));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    setTimeout(() => process.exit(), 120_000);`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const port = once(child.stdout, "data").then(([line]) => Number(String(line)));
  return { port, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}
