import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { servedService } from "./service.testing.ts";

describe("parked work that is replayed", () => {
  it.each([{}, { "idempotency-key": "once" }])(
    "is to be done for everybody before a worker is woken, and wakes one once, with headers %j",
    async (key) => {
      const parked: (Date | null)[] = [];
      await using service = await servedService({
        onWake: async (db) => {
          for (const row of await db.selectFrom("work").select("parked").where("kind", "=", "project").execute())
            parked.push(row.parked);
        },
      });
      const { as } = await service.signIn("olga");
      const body = { kind: "project", key: "parked" };
      await service.db
        .insertInto("work")
        .values({ ...body, parked: sql`now()` })
        .execute();
      const replay = () => service.ask("POST", "/v1/work/replay", { body, headers: { ...as, ...key } });
      expect((await replay()).status).toBe(200);
      expect(parked).toEqual([null]);
      const again = await replay();
      expect(again.status).toBe("idempotency-key" in key ? 200 : 404);
      expect(service.woken).toEqual(["project parked"]);
    },
  );
});
