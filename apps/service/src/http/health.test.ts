import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../store/database.ts";
import { requestWork } from "../work/work.ts";
import { readiness } from "./health.ts";
import { servedService } from "./service.testing.ts";

describe("health", () => {
  it("says that the service lives, and that requests can be answered", async () => {
    await using service = await servedService();
    expect((await service.get("/healthz")).text).toBe("ok\n");
    const { status, json } = await service.get("/readyz");
    expect([status, json]).toMatchObject([
      200,
      { ready: true, reasons: [], warnings: [], log: { size: 2, published: 2 } },
    ]);
  });

  it("says no while the database is away", async () => {
    await using service = await servedService();
    const db = openDatabase("postgresql://countersign@127.0.0.1:1/countersign");
    const log = await service.shared.work(async ({ parts }) => parts);
    expect(await readiness({ db, shared: service.shared, log })).toMatchObject({
      ready: false,
      reasons: ["database.unreachable"],
      work: null,
    });
    await db.destroy();
  });

  it("says no where the log cannot be read, and goes on where single work waits for people", async () => {
    await using service = await servedService();
    await requestWork(service.db, { kind: "reconcile", key: "github:123456" });
    await sql`update work set parked = now()`.execute(service.db);
    expect((await service.get("/readyz")).json).toMatchObject({ ready: true, warnings: ["work.parked"] });
    await sql`update work set parked = null, due = now() - interval '10 minutes'`.execute(service.db);
    const late = await service.get("/readyz");
    expect([late.status, late.json]).toMatchObject([
      503,
      { ready: false, reasons: ["work.late"], work: { undone: 1 } },
    ]);
    const { as } = await service.signIn("olga");
    const metrics = await service.get("/metrics", as);
    expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    expect(metrics.text).toMatch(/^countersign_ready 0$/m);
    expect(metrics.text).toMatch(/^countersign_log_size 2$/m);
    expect(metrics.text).toMatch(/^countersign_requests_total\{route="\/v1\/session",method="POST",status="201"\} 1$/m);
    await sql`delete from work`.execute(service.db);
    const [first = ""] = readdirSync(join(service.dir, "evidence"), { recursive: true, encoding: "utf8" }).filter(
      (name) => /[0-9a-f]{60}$/.test(name),
    );
    truncateSync(join(service.dir, "evidence", first), 3);
    truncateSync(join(service.dir, "sequence.json"), 3);
    const broken = await service.get("/readyz");
    expect(broken.status).toBe(503);
  });
});
