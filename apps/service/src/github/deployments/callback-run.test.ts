import { describe, expect, it } from "vitest";
import { gated, rows, payloadOf } from "./deployments.testing.ts";

describe("G9: a callback", () => {
  it.each([
    ["another host", "https://evil.example/api/v3/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["another repository", "API/repos/acme/food/actions/runs/1/deployment_protection_rule"],
    ["credentials", "http://x@HOST/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["another port", "http://127.0.0.1:1/api/v3/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["no number", "API/repos/acme/feed/actions/runs/1e3/deployment_protection_rule"],
    ["a step up", "API/repos/acme/feed/actions/runs/../runs/1/deployment_protection_rule"],
    ["a query", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule?x=1"],
    ["another line", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule\n"],
    ["more behind it", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule/x"],
  ])("with %s is refused, and nobody calls it", async (_what, spelled) => {
    await using scene = await gated();
    await scene.settle();
    const { apiUrl } = scene.github;
    const url = spelled.replace("API", apiUrl).replace("HOST", apiUrl.slice("http://".length));
    expect(
      await scene.tell("deployment_protection_rule", { ...payloadOf(scene, 1), deployment_callback_url: url }),
    ).toBe(202);
    await scene.settle();
    expect(scene.lines.at(-1)?.slice(1)).toEqual(["deployment_protection_rule", "github.callback-url"]);
    expect(await rows(scene)).toEqual([]);
    const calls = scene.db.selectFrom("github_call").selectAll().where("route", "like", "%/actions/runs/%");
    expect(await calls.execute()).toEqual([]);
  });
});
