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

  it("F23: is not stopped by the word of a witness that no quorum needs", async () => {
    using folder = tempFolder();
    const log = await distantLog(folder.path);
    const oracle = witnessOf(folder.path, "oracle-w", log.logKey);
    const liar = witnessOf(folder.path, "nordsec-w", log.logKey);
    await using witness = await startWitness(oracle.dir);
    using claimer = startServer("response.writeHead(409).end('999\\n')");
    const listed = [
      { ...oracle, url: witness.url },
      { ...liar, url: `http://127.0.0.1:${await claimer.port}` },
    ];
    expect(await log.publish(listed, withoutSecond)).toMatchObject({ status: 0 });
    expect(signersOf(log.home)).toEqual(["log.acme.example/feed", "oracle-w"]);
  });

  it("F23: is stopped by such a witness where it shows what the log signed and has lost", async () => {
    using folder = tempFolder();
    const log = await distantLog(folder.path);
    const oracle = witnessOf(folder.path, "oracle-w", log.logKey);
    const other = witnessOf(folder.path, "nordsec-w", log.logKey);
    const first = await startWitness(oracle.dir);
    await using second = await startWitness(other.dir);
    const listed = [
      { ...oracle, url: first.url },
      { ...other, url: second.url },
    ];
    expect(await log.publish(listed, withoutSecond)).toMatchObject({ status: 0 });
    const backups = [log.home, oracle.dir].map((dir) => [dir, `${dir}-backup`] as const);
    for (const [dir, backup] of backups) cpSync(dir, backup, { recursive: true });
    await log.baseline();
    expect(signersOf(log.home)).toEqual(["log.acme.example/feed", "oracle-w", "nordsec-w"]);
    await first.end("SIGKILL");
    // Log and quorum are set back together: the other one alone remembers.
    for (const [dir, backup] of backups) {
      rmSync(dir, { recursive: true });
      cpSync(backup, dir, { recursive: true });
    }
    await using _again = await startWitness(oracle.dir, Number(new URL(first.url).port));
    expect(await log.run("bundle", "-o", "log.bundle")).toMatchObject({
      status: 6,
      stderr: expect.stringMatching(/^log\.behind-witness: nordsec-w has cosigned 2 leaves/m),
    });
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

/** The second witness is the oracle's too, and no quorum asks for it. */
function withoutSecond(policy: string): string {
  return policy
    .replace("{name: nordsec-w, organisation: nordsec,", "{name: nordsec-w, organisation: oracle,")
    .replace("{all: [oracle-w, nordsec-w]}", "{all: [oracle-w]}");
}

/** A witness organisation's server that answers everybody with a signature line that nobody made. */
function startForger() {
  return startServer(`response.end(${JSON.stringify("\u2014 nordsec-w AAAAAAAA\n")})`);
}

/** A server that does this with every `response`, in a process of its own. */
function startServer(answer: string) {
  const program = `
    const server = require("node:http").createServer((_, response) => ${answer});
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
    setTimeout(() => process.exit(), 120_000);`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const port = once(child.stdout, "data").then(([line]) => Number(String(line)));
  return { port, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}
