import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, until } from "@countersign/testkit";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { startingUnprivileged } from "../apps/service/src/postgres/unprivileged.ts";
import { openDatabase } from "../apps/service/src/store/database.ts";
import { migrate } from "../apps/service/src/store/migrate.ts";
import { page, runBlocks } from "./operating-pages.testing.ts";

/** Where Debian puts servers with the clients that are of their version. */
const DEBIAN = "/usr/lib/postgresql";
const bin = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
  .map((version) => join(DEBIAN, version, "bin"))
  .find((folder) => ["initdb", "postgres", "pg_dump"].every((name) => existsSync(join(folder, name))));

const [BACK_UP = "", PUT_BACK = ""] = [
  ...(/^## The database of a service$([^]*?)^## /m.exec(page("restore.md"))?.[1]?.matchAll(/^```sh\n(.*?)^```$/gms) ??
    []),
].map(([, block]) => block);

describe.skipIf(bin === undefined)(
  "docs/operating/restore.md, the database of a service (skipped without Debian's PostgreSQL)",
  { timeout: 120_000 },
  () => {
    it("puts an old database back without the tokens and sessions that it would make good again", async () => {
      using folder = tempFolder();
      await using server = await startPostgres(folder.path, bin ?? "");
      const first = openDatabase(server.url("first"));
      const token = { secret: Buffer.alloc(32), label: "ci", scopes: ["read"], made_by: "olga" };
      try {
        await migrate(first);
        await first
          .insertInto("token")
          .values({ ...token, until: new Date(Date.now() + 86_400_000) })
          .execute();
        const backedUp = await server.run(BACK_UP, "first");
        expect(backedUp).toMatchObject({ status: 0, stderr: "" });
        await first.updateTable("token").set({ revoked: new Date() }).execute();
      } finally {
        await first.destroy();
      }
      const putBack = await server.run(PUT_BACK, "second");
      expect(putBack).toMatchObject({ status: 0, stderr: "" });
      const second = openDatabase(server.url("second"));
      try {
        await migrate(second);
        const rows = await second.selectFrom("token").select(["label", "revoked"]).execute();
        expect(rows).toEqual([{ label: "ci", revoked: expect.any(Date) }]);
        expect(await second.selectFrom("session").select("id").execute()).toEqual([]);
      } finally {
        await second.destroy();
      }
    });
  },
);

/** A PostgreSQL with two empty databases, on a socket. */
async function startPostgres(folder: string, programs: string) {
  const env = { PATH: `${programs}:${process.env["PATH"] ?? ""}`, LC_ALL: "C" };
  const postgres = join(programs, "postgres");
  const starting = startingUnprivileged(postgres, folder, env);
  await starting.give(folder);
  const data = join(folder, "data");
  const as = (command: string, ...args: readonly string[]): readonly [string, ...string[]] => {
    const [first = command, ...rest] = [...starting.before, command, ...args];
    return [first, ...rest];
  };
  const [initdb, ...how] = as(join(programs, "initdb"), "-D", data, "-U", "countersign", "-A", "trust");
  expect(spawnSync(initdb, how, { env, ...starting.as })).toMatchObject({ status: 0 });
  const places = ["-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`];
  const [command, ...args] = as(postgres, "-D", data, ...places);
  const child = spawn(command, args, { env, stdio: "ignore", ...starting.as });
  const closed = once(child, "close");
  const url = (name: string) => `postgresql://countersign@/${name}?host=${encodeURIComponent(folder)}`;
  const control = openDatabase(url("postgres"));
  await until(async () =>
    sql`select 1`.execute(control).then(
      () => true,
      () => false,
    ),
  );
  for (const name of ["first", "second"]) await sql`create database ${sql.id(name)}`.execute(control);
  await control.destroy();
  return {
    url,
    run: (script: string, name: string) =>
      runBlocks(`PATH="${programs}:$PATH"\n${script}`, "/", {
        DATABASE_URL: url(name),
        DUMP: join(folder, "countersign.dump"),
      }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGINT");
      await closed;
    },
  };
}
