import { expect, it } from "vitest";
import { runCli } from "../run.testing.ts";
import type { Heard, Told } from "../service.testing.ts";
import { serviceScene } from "../service.testing.ts";

const parked = [
  { kind: "reconcile", key: "local:feed", code: "git.refused", failures: 6 },
  { kind: "checks", key: "local:feed", code: "internal.service", failures: 6 },
  { kind: "deliver", key: "due\u001b[2J", code: null, failures: 7 },
].map((one) => ({ ...one, asked: "2026-11-30T07:00:00.000Z", parked: "2026-11-30T07:05:00.000Z" }));
const health = { undone: 4, oldest: 12.25, overdue: 0, parked: 3 };

/** A service with parked work, of which `taken` has been tried again by somebody else. */
function service(taken?: string) {
  return ({ line, body }: Heard): Told => {
    if (line === "GET /v1/work") return [200, { health, parked }];
    if (body["kind"] === taken) return [404, { code: "web.unknown", detail: "there is no such parked work" }];
    return [200, body];
  };
}

it("lists what is parked with its code, and how to have it tried again", async () => {
  await using scene = await serviceScene(service());
  const listed = await scene.program("work", "list");
  expect([listed.exit, listed.json]).toMatchObject([0, { undone: 4, parked: [{ key: "local:feed" }, {}, {}] }]);
  const token = scene.file("token", "cs_token\n");
  const text = await runCli(["work", "list", "--url", scene.url, "--token-file", token], { home: scene.home });
  expect(text.stdout).toContain("reconcile local:feed  git.refused, 6 failures, parked 2026-11-30T07:05:00.000Z");
  expect(text.stdout).toContain(`countersign work replay --all --url ${scene.url}`);
  expect(text.stdout).not.toContain("\u001b");
});

it("has what is named tried again, whatever it is, and says what somebody else did before", async () => {
  await using scene = await serviceScene(service("checks"));
  const replayed = await scene.program("work", "replay", "local:feed");
  expect([replayed.exit, replayed.json]).toEqual([
    0,
    { replayed: [{ kind: "reconcile", key: "local:feed" }], gone: [{ kind: "checks", key: "local:feed" }] },
  ]);
  expect(scene.heard.map(({ line, body }) => [line, body])).toEqual([
    ["GET /v1/work", {}],
    ["POST /v1/work/replay", { kind: "reconcile", key: "local:feed" }],
    ["POST /v1/work/replay", { kind: "checks", key: "local:feed" }],
  ]);
  expect((await scene.program("work", "replay", "--all")).json).toMatchObject({ replayed: [{}, { kind: "deliver" }] });
});

it("asks for nothing where a key is not parked, or neither a key nor all of them is named, or both", async () => {
  await using scene = await serviceScene(service());
  const refused = (code: string) => ({ exit: 2, json: { code } });
  expect(await scene.program("work", "replay", "local:feed", "local:other")).toMatchObject(refused("web.unknown"));
  expect(await scene.program("work", "replay")).toMatchObject(refused("usage.option"));
  expect(await scene.program("work", "replay", "local:feed", "--all")).toMatchObject(refused("usage.option"));
  expect(scene.heard.filter(({ line }) => line.startsWith("POST"))).toEqual([]);
});

it("F7: takes nothing but what a service of ours says", async () => {
  for (const answer of [{ health }, { health, parked: [{ kind: "x" }] }, "text"]) {
    await using scene = await serviceScene(() => [200, answer]);
    expect(await scene.program("work", "list")).toMatchObject({ json: { code: "web.answer" } });
  }
});
