import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { formatEnvelope } from "@countersign/attest";
import { parseRoot, readBundle, sound } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { idOf, incident, writeLog } from "@countersign/home/testing";
import { freePort, tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { runCli } from "../run.testing.ts";

const COMMAND = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

/** `countersign serve` in a process of its own, which ends with the test at the latest. */
async function serve(home: string) {
  const child = spawn(COMMAND, ["serve", "--log-only", "--listen", "127.0.0.1:0", "--home", home], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"listening"')) listening.resolve(JSON.parse(line).url);
  });
  void closed.then(() => listening.reject(new Error(lines.join("\n"))));
  const url = await listening.promise;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [exit, by] = await closed;
    return exit ?? by;
  };
  return {
    url,
    lines,
    end,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    submit: async (name: string) => {
      const answer = await fetch(`${url}/records`, {
        method: "POST",
        body: new Uint8Array(formatEnvelope(incident(name).envelope)),
      });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      return name;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL");
    },
  };
}

/** What an auditor reads of a home whose server is gone. */
async function logged(home: string) {
  expect(await runCli(["bundle", "-o", `${home}.bundle`], { home })).toMatchObject({ exit: 0 });
  const lines = readFileSync(`${home}.bundle`, "utf8").trimEnd().split("\n");
  const root = parseRoot(readFileSync(join(home, "root.json")));
  return sound(
    await readBundle(
      nodeCrypto,
      root,
      lines.map((line) => Buffer.from(line)),
    ),
  );
}

describe("serve", { timeout: 240_000 }, () => {
  it("F22: loses nothing that it answered, whenever it is killed, and places nothing twice", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await writeLog(home);
    const answered: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      await using server = await serve(home);
      const enough = Promise.withResolvers<void>();
      let here = 0;
      // Some come at once and some later, so that appends are at work when the process dies.
      const submissions = Promise.allSettled(
        Array.from({ length: 30 }, async (_, index) => {
          await setTimeout(index * 5);
          answered.push(await server.submit(`${round} ${index}`));
          if (++here > 4 * round) enough.resolve();
        }),
      );
      await enough.promise;
      await server.end("SIGKILL");
      await submissions;
    }
    const { incidents } = await logged(home);
    const ids = incidents.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(answered.length).toBeLessThan(6 * 30);
    expect(answered.map((name) => idOf(incident(name))).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("ends at SIGTERM when everything that was taken is in the log", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await writeLog(home);
    await using server = await serve(home);
    const submissions = Promise.all(["one", "two", "three"].map(server.submit));
    await submissions;
    expect(await server.end("SIGTERM")).toBe(0);
    expect(server.lines.map((line) => JSON.parse(line).event)).toEqual(["listening", "logged", "logged", "logged"]);
    expect(await logged(home)).toMatchObject({ size: 5 });
  });

  it("ends what it is at though a process group and who passes signals on tell it twice", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await writeLog(home);
    await using server = await serve(home);
    const body = formatEnvelope(incident("slow").envelope);
    const { port } = new URL(server.url);
    const slow = connect(Number(port), "127.0.0.1");
    slow.write(`POST /records HTTP/1.1\r\nhost: log\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`);
    expect(String((await once(slow, "data"))[0])).toMatch(/ 100 /);
    const answer = once(slow, "data");
    server.kill("SIGINT");
    await setTimeout(50);
    const ended = server.end("SIGINT");
    await setTimeout(50);
    slow.write(body);
    expect(String((await answer)[0])).toMatch(/ 200 /);
    expect(await ended).toBe(0);
    expect(await logged(home)).toMatchObject({ size: 3 });
  });

  it("leaves the home to others between two appends, and says so when it cannot begin", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await writeLog(home);
    await using server = await serve(home);
    await server.submit("one");
    expect(await runCli(["queue", "--json"], { home })).toMatchObject({ exit: 0 });
    await server.submit("two");
    const { host } = new URL(server.url);
    const second = await runCli(["serve", "--log-only", "--listen", host, "--json"], { home });
    expect(second).toMatchObject({ exit: 2, json: { code: "usage.listen" } });
    const demo = { home: join(folder.path, "new") };
    for (const address of [host, "127.0.0.1:0"])
      expect(await runCli(["serve", "--demo", "--listen", address, "--json"], demo)).toMatchObject({
        exit: 2,
        json: { code: "usage.listen" },
      });
    expect(existsSync(`${demo.home}-demo`)).toBe(false);
    const elsewhere = { home: join(home, "root.json", "below") };
    const free = `127.0.0.1:${await freePort()}`;
    expect(await runCli(["serve", "--demo", "--listen", free, "--json"], elsewhere)).toMatchObject({
      exit: 5,
      json: { code: "files.not-a-folder" },
    });
    const both = await runCli(["serve", "--log-only", "--only", "web", "--json"], { home });
    expect(both).toMatchObject({ exit: 2, json: { code: "usage.option" } });
    for (const words of [["serve"], ["serve", "--log-only"]])
      expect(await runCli([...words, "--json"], { home: join(folder.path, "none") })).toMatchObject({
        exit: 2,
        json: { code: "usage.home" },
      });
    const alone = await runCli(["serve", "--only", "web", "--listen", "127.0.0.1:0", "--json"], { home });
    expect(alone).toMatchObject({ exit: 2, json: { code: "database.unnamed" } });
  });
});
