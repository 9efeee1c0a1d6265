import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { governedHome } from "../apps/cli/src/governed-home.testing.ts";
import { openDatabase } from "../apps/service/src/store/database.ts";
import { CHECKOUT, blocksAfter, runBlocks } from "./operating-pages.testing.ts";
import { startServer } from "./started-server.testing.ts";

it(
  "docs/operating/service.md: looks at a service, makes a token for its metrics, and has parked work tried again",
  { timeout: 240_000 },
  async () => {
    using folder = tempFolder();
    const { home, key } = await governedHome(folder.path);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    writeFileSync(join(home, "service.yaml"), JSON.stringify({ url }));
    await using server = await startServer(
      [join(CHECKOUT, "apps/cli/bin/countersign"), "serve", "--home", home, "--listen", `127.0.0.1:${port}`],
      { PATH: process.env["PATH"] },
    );
    const work = join(folder.path, "work");
    mkdirSync(work, { mode: 0o700 });
    const said = (heading: string) =>
      runBlocks(blocksAfter("service.md", heading), folder.path, {
        SERVICE: server.url,
        KEY: key("olga"),
        WORK: work,
        COUNTERSIGN_HOME: join(folder.path, "elsewhere"),
      });
    expect(await said("## Is it well?")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ok\ntrue\n[^]*countersign_ready 1\n[^]*countersign_work_parked 0\n/),
    });

    const sockets = encodeURIComponent(join(home, "postgres"));
    const db = openDatabase(`postgresql://countersign@/countersign?host=${sockets}`);
    try {
      const parked = { kind: "reconcile", key: "local:gone", code: "internal.unexpected", parked: new Date() };
      await db.insertInto("work").values(parked).execute();
      const replayed = await said("## Parked work");
      expect(replayed).toMatchObject({ status: 0, stderr: "" });
      expect(replayed.stdout).toContain("reconcile local:gone internal.unexpected 0\n");
      const left = db.selectFrom("work").select("key").where("parked", "is not", null).execute();
      expect(await left).toEqual([]);
      const audited = db.selectFrom("access_audit").select("about").where("what", "=", "work-replayed").execute();
      expect(await audited).toEqual([{ about: "reconcile local:gone" }]);
    } finally {
      await db.destroy();
    }
    expect(await server.end()).toBe(0);
  },
);
