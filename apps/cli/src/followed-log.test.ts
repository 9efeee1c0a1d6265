import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parseRoot, watchLog } from "@countersign/core";
import type { LogSource } from "@countersign/core";
import { generateSshKey } from "@countersign/adapters/keys";
import { nodeCrypto } from "@countersign/crypto/node";
import { patientHomeIn } from "@countersign/home/testing";
import { eventLines, serveLog } from "@countersign/service";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";
import { followedLog } from "./followed-log.ts";

const nobody = () => Promise.reject(new Error("nobody is asked"));

describe.each(["home", "bundle"] as const)("a log that is followed in a %s", (how) => {
  it("is read once: a look at what did not change reads no leaf, one at what grew only the new ones", async () => {
    using folder = tempFolder();
    const { run, home, propose, capture } = await desk(folder.path);
    const bundle = join(folder.path, "log.bundle");
    const renew = () => done(run("bundle", "-o", bundle));
    await renew();
    const root = parseRoot(readFileSync(join(home, "root.json")));
    const source = await followedLog(how === "home" ? home : bundle, root, nobody);
    const asked: string[] = [];
    const counting: LogSource = {
      checkpoint: () => source.checkpoint(),
      lines: (from, size) => {
        asked.push(`${from}-${size}`);
        return source.lines(from, size);
      },
    };
    const watched = watchLog(nodeCrypto, root, counting, undefined);
    const size = async () => (await watched.look()).reading?.read.contents.size;
    expect([await size(), await size()]).toEqual([1, 1]);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    await capture("feature");
    await renew();
    expect([await size(), await size()]).toEqual([2, 2]);
    expect(asked).toEqual(["0-1", "1-2"]);
  });
});

describe("a log that is followed at its server", () => {
  it("is read with one's key, its new leaves alone, and with no other key at all", async () => {
    using folder = tempFolder();
    const { run, home, propose, capture, key } = await desk(folder.path);
    await using server = await serveLog({
      home: patientHomeIn(home),
      host: "127.0.0.1",
      port: 0,
      cosignEvery: 3_600_000,
      events: eventLines(
        () => {},
        () => 0,
      ),
    });
    const state = join(folder.path, "monitor");
    const look = (...options: readonly string[]) =>
      run(
        "audit",
        "--log",
        server.url,
        "--root",
        join(home, "root.json"),
        "--follow",
        "--once",
        "--state",
        state,
        ...options,
      );
    expect(await look()).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^usage\.missing: .*--key/) });
    expect(await look("--key", key("dana"))).toMatchObject({ exit: 0, stdout: expect.stringMatching(/1 leaves/) });
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    await capture("feature");
    expect(await look("--key", key("dana"))).toMatchObject({ exit: 0, stdout: expect.stringMatching(/2 leaves/) });
    const stranger = join(folder.path, "stranger");
    await generateSshKey({ file: stranger, comment: "nobody" });
    const refused = await look("--key", stranger);
    expect(refused).toMatchObject({ exit: 6, stdout: expect.stringMatching(/monitor\.unreadable .*: .*auth\./) });
    expect(refused.stdout).toMatch(/not read/);
  });

  it("is read from a witness's mirror where the operator's host is gone", async () => {
    using folder = tempFolder();
    const { run, home, key } = await desk(folder.path);
    const hash = "ab".repeat(32);
    const server = createServer((request, response) => {
      if (request.url === "/")
        return void response.end(JSON.stringify({ logs: [{ origin: "log.acme.example/feed", size: 7, time: 0 }] }));
      const [, path = "nothing"] = (request.url ?? "").split(`/logs/${hash}/`);
      const evidence = /^evidence\/(..)(.*)$/.exec(path);
      const file = evidence === null ? `log/${path}` : `evidence/${evidence[1]}/${evidence[2]}`;
      const found = existsSync(join(home, file));
      response.writeHead(found ? 200 : 404).end(found ? readFileSync(join(home, file)) : "");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const log = ["--log", `http://127.0.0.1:${port}/logs/${hash}/`, "--root", join(home, "root.json")];
    expect(await run("audit", ...log, "--follow", "--once", "--key", key("dana"))).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(
        /^OK .*1 leaves[^]*\n {2}a checkpoint of 7 leaves .*: the newest 6 were not read\n/,
      ),
    });
    const nameless = ["--log", `http://127.0.0.1:${port}`, "--root", join(home, "root.json")];
    const asked = await run("audit", ...nameless, "--follow", "--once", "--key", key("dana"));
    const origin = createHash("sha256").update("log.acme.example/feed").digest("hex");
    expect(asked).toMatchObject({
      exit: 6,
      stdout: expect.stringContaining(`has its copy of log.acme.example/feed at `),
    });
    expect(asked.stdout).toContain(`http://127.0.0.1:${port}/logs/${origin}`);
    server.closeAllConnections();
    server.close();
  });

  it("is told to be unreachable while it is", async () => {
    using folder = tempFolder();
    const { run, home, key } = await desk(folder.path);
    const log = ["--root", join(home, "root.json"), "--state", join(folder.path, "monitor"), "--key", key("dana")];
    const look = await run("audit", "--log", "http://127.0.0.1:1/", "--follow", "--once", ...log);
    expect(look).toMatchObject({ exit: 6, stdout: expect.stringMatching(/monitor\.unreadable .*log\.unreachable/) });
  });
});
