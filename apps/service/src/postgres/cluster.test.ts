import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, until } from "@countersign/testkit";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { startCluster } from "./cluster.ts";
import { findPrograms } from "./programs.ts";

const NOBODY = 65_534;
/** Whether root runs this, and nobody may run what lies in this checkout. */
const asNobody =
  process.getuid?.() === 0 &&
  spawnSync(findPrograms().postgres, ["--version"], { uid: NOBODY, gid: NOBODY }).status === 0;

async function query(url: string, text: string) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const whereIs = (name: string) => execFileSync("which", [name], { encoding: "utf8" }).trim();

/** Starts a cluster in a process of its own, which says its address and stays. */
const START = `
  const { startCluster } = await import(${JSON.stringify(join(import.meta.dirname, "cluster.ts"))});
  console.log((await startCluster(process.argv[1], process.env)).url);
  setInterval(() => {}, 1000);
`;

async function startedElsewhere(dir: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", START, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: String(line).trim() };
}

describe("a PostgreSQL of one's own", () => {
  it("is made on the first start and has on the next what was committed", async () => {
    using folder = tempFolder();
    {
      await using cluster = await startCluster(folder.path, process.env);
      await query(cluster.url, "create table said (word text)");
      await query(cluster.url, "insert into said values ('kept')");
    }
    await using again = await startCluster(folder.path, process.env);
    expect(await query(again.url, "select word from said")).toEqual([{ word: "kept" }]);
    expect(await query(again.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  });

  it("J11: refuses a second start beside it", async () => {
    using folder = tempFolder();
    await using _cluster = await startCluster(folder.path, process.env);
    await expect(startCluster(folder.path, process.env)).rejects.toMatchObject({ code: "state.locked" });
  });

  it("ends what a killed process left running, and goes on from what that had committed", async () => {
    using folder = tempFolder();
    const { child, url } = await startedElsewhere(folder.path);
    await query(url, "create table said as select 'kept' as word");
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect(await query(url, "select word from said")).toEqual([{ word: "kept" }]);
    await using cluster = await startCluster(folder.path, process.env);
    expect(await query(cluster.url, "select word from said")).toEqual([{ word: "kept" }]);
  });

  it("ends it also where there is no ps", async () => {
    using folder = tempFolder();
    const { child, url } = await startedElsewhere(folder.path);
    await query(url, "create table said as select 'kept' as word");
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    using bin = tempFolder();
    for (const name of ["unshare", "test"]) symlinkSync(whereIs(name), join(bin.path, name));
    await using cluster = await startCluster(folder.path, { PATH: bin.path });
    expect(await query(cluster.url, "select word from said")).toEqual([{ word: "kept" }]);
  });

  it("is there again after it ended by itself, however it ended", async () => {
    using folder = tempFolder();
    const pids: number[] = [];
    const ends: string[] = [];
    const events = {
      started: (_name: string, pid: number) => void pids.push(pid),
      ended: (_name: string, how: string) => void ends.push(how),
    };
    {
      await using cluster = await startCluster(folder.path, process.env, events);
      await query(cluster.url, "create table said as select 'kept' as word");
      for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
        const before = ends.length;
        process.kill(pids.at(-1) ?? 0, signal);
        await until(() => ends.length > before);
        const kept = () => query(cluster.url, "select word from said").catch(() => []);
        await until(async () => (await kept()).length === 1, 60_000);
      }
    }
    expect(ends.at(-1)).toBe("exit 0");
    expect(() => process.kill(pids.at(-1) ?? 0, 0)).toThrow("ESRCH");
  });

  it.runIf(existsSync("/dev/full"))("needs no room for its log, and ends nobody where there is none", async () => {
    using folder = tempFolder();
    symlinkSync("/dev/full", join(folder.path, "postgres.log"));
    await using cluster = await startCluster(folder.path, process.env);
    await query(cluster.url, "select wrong").catch(() => {});
    expect(await query(cluster.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("makes its cluster anew where the first start was cut off", async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "data.new/base"), { recursive: true });
    await using cluster = await startCluster(folder.path, process.env);
    expect(await query(cluster.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("is reached where its folder has a longer name than a socket may have", async () => {
    using folder = tempFolder();
    await using cluster = await startCluster(join(folder.path, "a".repeat(120)), process.env);
    expect(await query(cluster.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it.runIf(asNobody)("runs as nobody where root can make no user namespace", async () => {
    using folder = tempFolder();
    chmodSync(folder.path, 0o755);
    const [bin, state] = [join(folder.path, "bin"), join(folder.path, "state")];
    mkdirSync(bin);
    for (const name of ["test", "ps"]) symlinkSync(whereIs(name), join(bin, name));
    await using cluster = await startCluster(state, { PATH: bin });
    expect(await query(cluster.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(statSync(join(state, "data")).uid).toBe(NOBODY);
  });

  it.runIf(process.getuid?.() === 0)("says so where no other user than root can reach it", async () => {
    using folder = tempFolder();
    await expect(startCluster(join(folder.path, "state"), { PATH: "/nowhere" })).rejects.toMatchObject({
      code: "database.root",
    });
  });

  it("says why it does not start", async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "data"));
    await expect(startCluster(folder.path, process.env)).rejects.toMatchObject({ code: "database.start" });
  });
});
