import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { homeIn, writeLog } from "@countersign/home/testing";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { emptyDatabase } from "../store/database.testing.ts";
import { prepareStores, storesNamed } from "./parts.ts";

/** Runs the service on a home in a process of its own, with processes that only wait, and says what becomes of it. */
const RUN = `
  const { runService } = await import(${JSON.stringify(join(import.meta.dirname, "run-service.ts"))});
  const waits = "process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000)";
  const events = new Proxy({ started: (name) => console.log("started", name) }, {
    get: (known, name) => known[name] ?? (() => {}),
  });
  const home = { ...JSON.parse(process.argv[1]), env: process.env };
  const signal = new AbortController().signal;
  await runService({ home, events, commandOf: () => [process.execPath, "-e", waits], signal }).catch(
    (error) => console.log("refused", error.code),
  );
`;

function run(dir: string, url: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", RUN, JSON.stringify(homeIn(dir))], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATABASE_URL: url },
  });
  return {
    first: once(child.stdout, "data").then(([line]) => String(line).split("\n")[0]),
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

describe("the service of a home", () => {
  it("J11: runs once, on whatever database, and again once the one that ran was killed", async () => {
    using folder = tempFolder();
    await using one = await emptyDatabase();
    await using other = await emptyDatabase();
    await writeLog(folder.path);
    const first = run(folder.path, one.url);
    expect(await first.first).toMatch(/^started /);
    for (const { url } of [one, other]) expect(await run(folder.path, url).first).toBe("refused usage.serving");
    await first.kill();
    const next = run(folder.path, one.url);
    expect(await next.first).toMatch(/^started /);
    await next.kill();
  });
});

describe("a DATABASE_URL", () => {
  it.each(["hello", "mysql://localhost/x", "http://localhost", "postgresql://role@host:port/name"])(
    "that is no address of a PostgreSQL is refused, and not told: %s",
    (DATABASE_URL) => {
      expect(() => storesNamed({ DATABASE_URL })).toThrow(
        expect.objectContaining({ code: "database.url", detail: "DATABASE_URL is no address of a PostgreSQL" }),
      );
    },
  );

  it.each(["nonsense", "http://:geheim@localhost:6379", "redis://"])(
    "or a REDIS_URL that is no address of a Redis is refused, and not told: %s",
    (REDIS_URL) => {
      expect(() => storesNamed({ REDIS_URL })).toThrow(
        expect.objectContaining({ code: "database.redis-url", detail: "REDIS_URL is no address of a Redis" }),
      );
    },
  );

  it.each<[what: string, edit: (url: URL) => void, code: string]>([
    ["a database that is not there", (url) => (url.pathname = "/nowhere"), "database.missing"],
    ["a role that is not there", (url) => (url.username = "nobody"), "database.role"],
    ["a host that nobody knows", (url) => (url.search = "?host=nowhere.invalid"), "database.host"],
    ["a socket that nobody listens on", (url) => (url.search = "?host=/nowhere/at/all"), "database.unreachable"],
  ])("that names %s says so", async (_what, edit, code) => {
    await using database = await emptyDatabase();
    const url = new URL(database.url.replace("@/", "@unused/"));
    edit(url);
    const stores = storesNamed({ DATABASE_URL: url.href.replace("@unused/", "@/") });
    if (stores === undefined) throw new Error("nothing is named");
    await expect(prepareStores(stores)).rejects.toMatchObject({ code });
  });
});
