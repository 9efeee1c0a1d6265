import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { openStage } from "../attacks/stage.testing.ts";
import { desk } from "../desk.testing.ts";
import { watcher } from "../monitor.testing.ts";

const BIN = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

const commonFolder = tempFolder();
const common = desk(commonFolder.path);
afterAll(() => commonFolder[Symbol.dispose]());

describe("audit --follow", () => {
  it.each([
    [["--once"], 2, "usage.follow"],
    [["--state", "m"], 2, "usage.follow"],
    [["--repo", "a", "--repo", "b"], 2, "usage.repeated"],
    [["--follow"], 2, "usage.missing"],
    [["--follow", "--once", "--every", "1m"], 2, "usage.duration"],
    [["--follow", "--once", "--every", "PT0S"], 2, "usage.duration"],
    [["--follow", "--once", "--late", "soon"], 2, "usage.duration"],
    [["--follow", "--once", "--repo", "/tmp"], 2, "usage.followed"],
    [["--follow", "--once", "--repo", "=x"], 2, "usage.followed"],
    [["--follow", "--once", "--repo", "x=https://host/a", "--repo", "x=https://host/b"], 2, "usage.followed"],
    [["--follow", "--once", "--webhook", "ftp://x/"], 2, "usage.webhook"],
    [["--follow", "--once", "--mail", "a@b.example"], 2, "usage.missing"],
    [["--follow", "--once", "--mail", "nobody", "--smtp", "smtp://localhost"], 2, "usage.mail"],
    [["--follow", "--once", "--acknowledge", "0123456789abcdef"], 2, "usage.alarm"],
    [["--follow", "--once", "--verdicts", "/nowhere"], 2, "usage.verdicts"],
  ])("refuses %j", async (options, exit, code) => {
    const { run, home } = await common;
    const log = ["--log", home, "--root", join(home, "root.json")];
    const refused = await run("audit", ...log, ...options);
    expect(refused).toMatchObject({
      exit,
      stderr: expect.stringMatching(new RegExp(`^${code.replace(".", "\\.")}: `)),
    });
  });

  it("looks once from nothing, says which repositories nobody follows, and leaves nothing behind", async () => {
    using folder = tempFolder();
    const { run, home } = await desk(folder.path);
    const log = ["--log", home, "--root", join(home, "root.json")];
    const looked = await run("audit", ...log, "--follow", "--once");
    expect(looked).toMatchObject({ exit: 0, stderr: "" });
    expect(looked.stdout).toMatch(
      /^OK {2}log\.acme\.example\/feed, 1 leaves, witnessed \d{4}-.*\n {2}not followed: local:feed\n$/,
    );
  });

  it("F5: is not told what to trust by the repository that it follows", async () => {
    using folder = tempFolder();
    const { run, home, repo } = await desk(folder.path);
    const inside = join(repo.path, "root.json");
    writeFileSync(inside, readFileSync(join(home, "root.json")));
    const call = ["audit", "--log", home, "--root", inside, "--follow", "--once", "--repo", `local:feed=${repo.path}`];
    expect(await run(...call)).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/^usage\.root-in-repository: /),
    });
  });

  it("takes no alarm back while what it is about cannot be looked at, and says that it cannot", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const watch = watcher(stage);
    stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    expect(await watch()).toMatchObject({ exit: 6, codes: ["monitor.uncovered"] });
    const away = `${stage.repo.path}-away`;
    renameSync(stage.repo.path, away);
    expect(await watch()).toMatchObject({
      exit: 6,
      told: ["raised monitor.unreadable"],
      codes: ["monitor.uncovered", "monitor.unreadable"],
    });
    renameSync(away, stage.repo.path);
    const checkpoint = join(stage.home, "log/checkpoint");
    renameSync(checkpoint, `${checkpoint}-away`);
    const blind = await watch();
    expect(blind).toMatchObject({ exit: 6, codes: ["monitor.uncovered", "monitor.unreadable"] });
    expect(blind.alarms.find(({ code }) => code === "monitor.unreadable")).toMatchObject({
      subject: "log",
      text: expect.stringMatching(/log\.empty/),
    });
    renameSync(`${checkpoint}-away`, checkpoint);
    expect(await watch()).toMatchObject({ exit: 6, codes: ["monitor.uncovered"] });
  });

  it("raises an alarm for a repository that the policy does not have", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(await watcher(stage)("--repo", `local:fede=${stage.repo.path}`)).toMatchObject({
      exit: 6,
      alarms: [
        {
          code: "monitor.unreadable",
          text: expect.stringMatching(/policy\.repository: .*local:fede/),
          remedy: expect.stringMatching(/--repo: local:feed$/),
        },
      ],
    });
  });

  it("tells a webhook that was away as soon as it is back", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    const watch = watcher(stage);
    const got: unknown[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += String(part)));
      request.on("end", () => {
        got.push(JSON.parse(body));
        response.end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    server.close();
    await once(server, "close");
    const hook = ["--webhook", `http://127.0.0.1:${port}/`];
    const away = await watch(...hook);
    expect(away.stderr).toMatch(/^1 events wait for webhook-[0-9a-f]{8}: /m);
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    expect((await watch(...hook)).stderr).not.toMatch(/wait for/);
    expect(got).toMatchObject([{ event: "raised", number: 0, alarm: { code: "monitor.uncovered" } }]);
    await watch(...hook);
    expect(got).toHaveLength(1);
    server.closeAllConnections();
    server.close();
  });

  it("goes on until it is told to stop, and ends by whether an alarm stands then", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { home, repo, c0 } = stage;
    const [root, state] = [join(home, "root.json"), join(folder.path, "monitor")];
    const place = ["--log", home, "--root", root, "--state", state, "--repo", `local:feed=${repo.path}`];
    const start = () => {
      const child = spawn(BIN, ["audit", "--follow", "--every", "PT1S", "--json", ...place], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse(String((await lines.next()).value)) as unknown;
      const end = async () => {
        child.kill("SIGTERM");
        const status = await next();
        return { status, exit: (child.exitCode === null ? await once(child, "close") : [child.exitCode])[0] };
      };
      return { next, end };
    };
    repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    const first = start();
    expect(await first.next()).toMatchObject({ event: "raised", alarm: { code: "monitor.uncovered" } });
    expect(await stage.run("audit", "--follow", "--once", ...place)).toMatchObject({
      exit: 5,
      stderr: expect.stringMatching(/^state\.locked: /),
    });
    expect(await first.end()).toMatchObject({ exit: 6, status: { event: "status", ok: false } });
    const second = start();
    repo.ref("refs/heads/main", c0);
    expect(await second.next()).toMatchObject({ event: expect.stringMatching(/raised|cleared/) });
    await second.next();
    expect(await second.end()).toMatchObject({ exit: 6, status: { alarms: [{ code: "monitor.ref-rewound" }] } });
  });
});
