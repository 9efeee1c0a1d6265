import { expect, it } from "vitest";
import { servedService } from "./service.testing.ts";

it("G12: shows how the App stands with GitHub to who may read, and warns where the gate is not asked any more", async () => {
  await using service = await servedService();
  const { db } = service;
  expect((await service.get("/v1/github")).status).toBe(401);
  const { as } = await service.signIn("dana");
  const nothing = { installations: [], repositories: [], guards: [], deployments: [], missing: [] };
  expect((await service.get("/v1/github", as)).json).toEqual(nothing);
  const guard = { repository: "github:123456", subject: "production-eu", aspect: "protection-rule" };
  const since = new Date("2026-11-29T10:00:00Z");
  await db
    .insertInto("github_guard")
    .values({ ...guard, state: "wrong", detail: "the rule is off", since, ever_right: true })
    .execute();
  const asked = {
    repository: "github:123456",
    installation: "5",
    run: "7",
    environment: "production-eu",
    deployment: "9",
  };
  await db
    .insertInto("github_deployment")
    .values({ ...asked, sha: "a".repeat(40), ref: "main", asked: since })
    .execute();
  const { json } = await service.get("/v1/github", as);
  expect(json).toMatchObject({
    guards: [{ ...guard, state: "wrong", since: "2026-11-29T10:00:00.000Z" }],
    deployments: [{ run: "7", deployment: "9", commit: "a".repeat(40), state: "open", decision: null }],
  });
  expect((await service.get("/readyz")).json).toMatchObject({ ready: true, warnings: ["monitor.gate-removed"] });
});
