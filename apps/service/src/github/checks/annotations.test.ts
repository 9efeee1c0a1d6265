import { describe, expect, it } from "vitest";
import { appScene } from "../app.testing.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

/** A pull request with more findings than one request takes. */
async function proposed(scene: Scene) {
  const files = Array.from({ length: 120 }, (_, at) => [`ranker/m${at}.bin`, `\0${"secret-".repeat(at + 1)}`] as const);
  return scene.propose("topic", Object.fromEntries(files));
}

/** The one run of a head, and its findings by place: each of them once. */
function annotated(scene: Scene, head: string) {
  const runs = scene.runs(head);
  const [run] = runs;
  const places = run?.annotations.map(({ path, title }) => `${path} ${title ?? ""}`) ?? [];
  return { runs: runs.length, title: run?.output.title, places, once: new Set(places).size === places.length };
}

/** The check is made before anybody could look at what the pull request changes. */
async function madeFirst(scene: Scene): Promise<string> {
  await scene.settle();
  scene.github.faults.request("error-before", { only: "repos/get" });
  const { headSha } = await proposed(scene);
  await scene.settle();
  await scene.db
    .updateTable("github_pull")
    .set({ head_since: new Date(Date.now() - 10_000) })
    .execute();
  await again(scene);
  expect(annotated(scene, headSha)).toMatchObject({ runs: 1, title: "Looking at what it changes", places: [] });
  scene.github.faults.clear();
  return headSha;
}

async function again(scene: Scene): Promise<void> {
  await scene.retry();
  scene.later(3);
  await scene.settle();
}

describe("findings are handed in as annotations", () => {
  it("fifty in a request, and each once", async () => {
    await using scene = await appScene();
    const { headSha: head } = await proposed(scene);
    await scene.settle();
    const { places, once } = annotated(scene, head);
    expect([places.length > 100, once]).toEqual([true, true]);
    expect(JSON.stringify(scene.runs(head))).not.toContain("secret-");
    scene.later(3);
    await scene.decide(head, "dana", "approve");
    await again(scene);
    expect(annotated(scene, head).places).toEqual(places);
    expect([scene.failed, scene.github.problems]).toEqual([[], []]);
  });

  it("also where the check was made before anybody had looked", async () => {
    await using scene = await appScene();
    const head = await madeFirst(scene);
    await again(scene);
    const { runs, title, places, once } = annotated(scene, head);
    expect([runs, title, places.length > 100, once]).toEqual([1, "Waits for data-guard, oracle", true, true]);
    await scene.decide(head, "dana", "approve");
    await again(scene);
    expect(annotated(scene, head)).toMatchObject({ title: "Waits for data-guard", places });
    expect(scene.github.problems).toEqual([]);
  });

  it.each(["error-before", "error-after"] as const)(
    "all of them, and each once, where a write was cut off: %s",
    async (fault) => {
      await using scene = await appScene();
      const head = await madeFirst(scene);
      scene.github.faults.request(fault, { count: 1, only: "checks/update" });
      await again(scene);
      expect(scene.github.faults.played.get(fault)).toBeGreaterThan(0);
      await again(scene);
      const { runs, places, once } = annotated(scene, head);
      expect([runs, places.length > 100, once]).toEqual([1, true, true]);
      expect(scene.github.problems).toEqual([]);
    },
  );

  it("all of them where the answer was lost with which their run was made", async () => {
    await using scene = await appScene();
    scene.github.faults.request("error-after", { count: 1, only: "checks/create" });
    const { headSha: head } = await proposed(scene);
    await scene.settle();
    await again(scene);
    await again(scene);
    const { runs, places, once } = annotated(scene, head);
    expect([runs, places.length > 100, once]).toEqual([1, true, true]);
    expect(scene.github.problems).toEqual([]);
  });

  it("and none beside those of another change, which nobody can take away", async () => {
    await using scene = await appScene();
    const { headSha: head } = await scene.propose("topic", { "ranker/m.bin": "\0secret" });
    await scene.settle();
    const { places } = annotated(scene, head);
    expect(places.length).toBeGreaterThan(0);
    await scene.db.updateTable("github_check").set({ annotations: "of another", annotated: false }).execute();
    await scene.decide(head, "dana", "approve");
    await again(scene);
    expect(annotated(scene, head)).toMatchObject({ runs: 1, title: "Waits for data-guard", places });
  });
});
