import { describe, expect, it } from "vitest";
import { appScene } from "../app.testing.ts";
import { GITHUB_DEPLOYMENTS } from "../deployments/ask-for-deployments.ts";
import { GITHUB_PLACES } from "../events/works.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const EU = "production-eu";

const place = async ({ db, id }: Scene) => {
  const row = await db.selectFrom("github_repository").selectAll().where("repository", "=", id).executeTakeFirst();
  return row && [Number(row.installation), row.full_name, row.archived, row.gone];
};
const installations = async ({ db }: Scene) => {
  const rows = await db.selectFrom("github_installation").selectAll().orderBy("installation").execute();
  return rows.map(({ installation, account, suspended, gone }) => [Number(installation), account, suspended, gone]);
};

/** A deployment of what is settled waits for us, and how it was answered. */
async function deployed(scene: Scene) {
  scene.world.setEnvironment(scene.repository.id, EU, { apps: [scene.app.id] });
  const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
  await scene.settle();
  await scene.ask(GITHUB_DEPLOYMENTS);
  await scene.settle();
  const [row] = await scene.db.selectFrom("github_deployment").select(["state", "code"]).execute();
  return [scene.github.state.runs.get(run.id)?.status, row?.state, row?.code];
}

/** GitHub says what it says, or we find it by the clock alone. */
async function found(scene: Scene, how: string): Promise<void> {
  if (how === "by the clock") await scene.ask(GITHUB_PLACES);
  scene.later(90);
  await scene.settle();
  scene.github.faults.clear();
}

const WAYS = ["by its event", "by the clock"];

describe("an installation", () => {
  it.each(WAYS)("that is suspended and unsuspended is known to be, %s; what waits is answered then", async (how) => {
    await using scene = await appScene();
    const { world, installation, ada } = scene;
    await scene.settle();
    world.setEnvironment(scene.repository.id, EU, { apps: [scene.app.id] });
    const run = await world.deploy(scene.repository.id, ada.id, { environments: [EU] });
    if (how === "by the clock") scene.github.faults.delivery("drop", { only: "installation" });
    world.suspend(installation.id, ada.id);
    await found(scene, how);
    expect(await installations(scene)).toEqual([[installation.id, "acme", true, false]]);
    const [row] = await scene.db.selectFrom("github_deployment").select(["state", "code"]).execute();
    expect(row).toEqual({ state: "open", code: "github.suspended" });
    if (how === "by the clock") scene.github.faults.delivery("drop", { only: "installation" });
    world.unsuspend(installation.id, ada.id);
    await found(scene, how);
    expect(await installations(scene)).toEqual([[installation.id, "acme", false, false]]);
    expect(scene.github.state.runs.get(run.id)?.status).toBe("in_progress");
  });

  it.each(WAYS)("that is removed is known to be gone, %s, and one that is made anew is followed", async (how) => {
    await using scene = await appScene();
    const { world, installation, ada, acme, app } = scene;
    await scene.settle();
    if (how === "by the clock") scene.github.faults.delivery("drop", { only: "installation" });
    world.uninstall(installation.id, ada.id);
    await found(scene, how);
    expect([await installations(scene), (await place(scene))?.[3]]).toEqual([
      [[installation.id, "acme", false, true]],
      "github.not-installed",
    ]);
    const again = world.install(app.id, acme.id, ada.id);
    await scene.settle();
    expect(await place(scene)).toEqual([again.id, "acme/feed", false, null]);
    expect(await deployed(scene)).toEqual(["in_progress", "approved", "gate.allowed"]);
  });

  it.each(WAYS)("that loses a repository and gets it back, %s", async (how) => {
    await using scene = await appScene();
    const { world, installation, ada, repository } = scene;
    await scene.settle();
    if (how === "by the clock") scene.github.faults.delivery("drop", { only: "installation_repositories" });
    world.setRepositories(installation.id, ada.id, []);
    await found(scene, how);
    expect((await place(scene))?.[3]).toBe("github.not-installed");
    if (how === "by the clock") scene.github.faults.delivery("drop", { only: "installation_repositories" });
    world.setRepositories(installation.id, ada.id, [repository.id]);
    await found(scene, how);
    expect(await place(scene)).toEqual([installation.id, "acme/feed", false, null]);
  });
});

describe("G13: a repository", () => {
  it("that was renamed is answered under its new name", async () => {
    await using scene = await appScene();
    await scene.settle();
    scene.github.faults.delivery("drop", { only: "repository" });
    scene.world.rename(scene.repository.id, "ranking", scene.ada.id);
    expect(await deployed(scene)).toEqual(["in_progress", "approved", "gate.allowed"]);
    expect((await place(scene))?.[1]).toBe("acme/ranking");
  });

  it("that was transferred is reached by the installation that has it now, and by none where there is none", async () => {
    await using scene = await appScene();
    const { world, ada, app, repository } = scene;
    await scene.settle();
    const other = world.organization("other");
    world.transfer(repository.id, other.id, ada.id);
    scene.later(90);
    await scene.ask(GITHUB_PLACES);
    await scene.settle();
    expect((await place(scene))?.[3]).toBe("github.not-installed");
    const theirs = world.install(app.id, other.id, ada.id);
    await scene.settle();
    expect(await place(scene)).toEqual([theirs.id, "other/feed", false, null]);
    expect(await deployed(scene)).toEqual(["in_progress", "approved", "gate.allowed"]);
  });

  it("that is archived is known to be, and nothing is written to it", async () => {
    await using scene = await appScene();
    const { world, ada, repository } = scene;
    await scene.settle();
    world.setVisibility(repository.id, ada.id, "archived");
    await scene.settle();
    expect((await place(scene))?.[2]).toBe(true);
    expect(await deployed(scene)).toEqual(["waiting", "open", "github.archived"]);
    world.setVisibility(repository.id, ada.id, "unarchived");
    await scene.settle();
    await scene.settle();
    const [row] = await scene.db.selectFrom("github_deployment").select("state").execute();
    expect([(await place(scene))?.[2], row?.state]).toEqual([false, "approved"]);
  });

  it("that is deleted is gone, and another under its name has nothing to do with it", async () => {
    await using scene = await appScene();
    const { world, ada, acme, repository, app } = scene;
    await scene.settle();
    world.deleteRepository(repository.id, ada.id);
    await scene.settle();
    expect((await place(scene))?.[3]).toBe("github.not-installed");
    const taken = await world.createRepository(acme.id, { name: "feed" });
    world.setRole(taken.id, ada.id, "admin");
    await world.commit(taken.id, ada.id, { branch: "main", files: { "a.md": "a\n" }, message: "Begin" });
    world.setEnvironment(taken.id, EU, { apps: [app.id] });
    const run = await world.deploy(taken.id, ada.id, { environments: [EU] });
    await scene.settle();
    expect((await place(scene))?.[3]).toBe("github.not-installed");
    const [row] = await scene.db.selectFrom("github_deployment").selectAll().execute();
    expect([row?.repository, row?.state, row?.code]).toEqual([`github:${taken.id}`, "rejected", "policy.repository"]);
    expect(scene.github.state.runs.get(run.id)?.conclusion).toBe("failure");
  });
});
