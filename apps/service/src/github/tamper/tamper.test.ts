import { describe, expect, it } from "vitest";
import { appScene } from "../app.testing.ts";
import { gateWork } from "./guard.ts";

const EU = "production-eu";
const ALL = {
  metadata: "read",
  contents: "read",
  pull_requests: "read",
  checks: "write",
  merge_queues: "read",
  actions: "read",
  deployments: "write",
  administration: "write",
} as const;
const REFS = ["refs/heads/main", "refs/heads/release/1"];

/** Everything stands as it should; the App may see all of it. */
async function guarded() {
  const scene = await appScene();
  const { world, repository, ada, app, installation } = scene;
  const required = (by: number | undefined) => [
    {
      type: "required_status_checks",
      parameters: {
        required_status_checks: [{ context: "countersign", ...(by === undefined ? {} : { integration_id: by }) }],
      },
    },
  ];
  world.setPermissions(installation.id, ada.id, ALL);
  const ruleset = world.createRuleset(repository.id, ada.id, { name: "main", include: REFS, rules: required(app.id) });
  const environment = world.setEnvironment(repository.id, EU, { apps: [app.id], adminsMayBypass: false });
  await scene.settle();
  return { scene, ruleset, environment, required };
}

type Guarded = Awaited<ReturnType<typeof guarded>>;
type Scene = Guarded["scene"];

const wrong = async ({ db }: Scene) => {
  const rows = await db.selectFrom("github_guard").selectAll().where("state", "=", "wrong").orderBy("aspect").execute();
  return rows.map(({ aspect, subject, detail }) => [aspect, subject, detail]);
};
const told = async ({ db }: Scene) => {
  const rows = await db
    .selectFrom("event")
    .select(["kind", "data"])
    .where("kind", "like", "gate.%")
    .orderBy("id")
    .execute();
  return rows.map(({ kind, data }) => [kind, Object(data).aspect ?? Object(data).suite]);
};
const incidents = async (scene: Scene) =>
  (await scene.log()).incidents.filter(({ record }) => record.code === "monitor.gate-removed");

/** One pass by the clock, a moment later. */
async function pass(scene: Scene): Promise<void> {
  scene.later(60);
  await scene.ask(gateWork(scene.id));
  await scene.settle();
}

type Removal = {
  readonly what: string;
  readonly found: readonly (readonly string[])[];
  readonly remove: (one: Guarded, told: boolean) => void;
  readonly restore: (one: Guarded) => void;
  /** GitHub says nothing of it. */
  readonly silent?: boolean;
};

const REMOVALS: readonly Removal[] = [
  {
    what: "the ruleset only tries out what it says",
    found: REFS.map((ref) => ["required-check", ref, "is evaluate"]),
    remove: ({ scene, ruleset }, tells) =>
      scene.world.editRuleset(ruleset.id, scene.ada.id, { enforcement: "evaluate" }, tells),
    restore: ({ scene, ruleset }) => scene.world.editRuleset(ruleset.id, scene.ada.id, { enforcement: "active" }),
  },
  {
    what: "the ruleset is disabled",
    found: REFS.map((ref) => ["required-check", ref, "is disabled"]),
    remove: ({ scene, ruleset }, tells) =>
      scene.world.editRuleset(ruleset.id, scene.ada.id, { enforcement: "disabled" }, tells),
    restore: ({ scene, ruleset }) => scene.world.editRuleset(ruleset.id, scene.ada.id, { enforcement: "active" }),
  },
  {
    what: "the ruleset does not require the check any more",
    found: REFS.map((ref) => ["required-check", ref, "nothing requires the check"]),
    remove: ({ scene, ruleset }, tells) => scene.world.editRuleset(ruleset.id, scene.ada.id, { rules: [] }, tells),
    restore: ({ scene, ruleset, required }) =>
      scene.world.editRuleset(ruleset.id, scene.ada.id, { rules: required(scene.app.id) }),
  },
  {
    what: "the ruleset takes a check of that name by anybody",
    found: REFS.map((ref) => ["required-check", ref, "takes the check of any app"]),
    remove: ({ scene, ruleset, required }, tells) =>
      scene.world.editRuleset(ruleset.id, scene.ada.id, { rules: required(undefined) }, tells),
    restore: ({ scene, ruleset, required }) =>
      scene.world.editRuleset(ruleset.id, scene.ada.id, { rules: required(scene.app.id) }),
  },
  {
    what: "somebody may go around the ruleset",
    found: REFS.map((ref) => ["bypass-actors", ref, "1 may go around"]),
    remove: ({ scene, ruleset }, tells) =>
      scene.world.editRuleset(
        ruleset.id,
        scene.ada.id,
        { bypass: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "exempt" }] },
        tells,
      ),
    restore: ({ scene, ruleset }) => scene.world.editRuleset(ruleset.id, scene.ada.id, { bypass: [] }),
  },
  {
    what: "the rule before the environment is off",
    silent: true,
    found: [["protection-rule", EU, "the rule is off"]],
    remove: ({ scene, environment }) => scene.world.enableRule(environment.id, scene.app.id, false),
    restore: ({ scene, environment }) => scene.world.enableRule(environment.id, scene.app.id, true),
  },
  {
    what: "administrators may let jobs past the rule",
    silent: true,
    found: [["admin-bypass", EU, "administrators may"]],
    remove: ({ scene }) => scene.world.setEnvironment(scene.repository.id, EU, { adminsMayBypass: true }),
    restore: ({ scene }) => scene.world.setEnvironment(scene.repository.id, EU, { adminsMayBypass: false }),
  },
  {
    what: "the environment is gone",
    silent: true,
    found: ["admin-bypass", "protection-rule"].map((aspect) => [aspect, EU, "there is no environment"]),
    remove: ({ scene, environment }) => scene.github.state.environments.remove(environment.id),
    restore: ({ scene, environment }) => scene.github.state.environments.put(environment),
  },
  {
    what: "the installation has fewer permissions",
    found: [["permissions", "installation", "without deployments: write"]],
    remove: ({ scene }) =>
      scene.world.setPermissions(scene.installation.id, scene.ada.id, { ...ALL, deployments: "read" }),
    restore: ({ scene }) => scene.world.setPermissions(scene.installation.id, scene.ada.id, ALL),
  },
  {
    what: "the installation hears less",
    silent: true,
    found: [["events", "installation", "does not hear push"]],
    remove: ({ scene }) =>
      scene.github.state.installations.change(scene.installation.id, {
        events: scene.installation.events.filter((name) => name !== "push"),
      }),
    restore: ({ scene }) =>
      scene.github.state.installations.change(scene.installation.id, { events: scene.installation.events }),
  },
  {
    what: "the installation does not hear of deployments that wait for the rule",
    silent: true,
    found: [["events", "installation", "does not hear deployment_protection_rule"]],
    remove: ({ scene }) =>
      scene.github.state.installations.change(scene.installation.id, {
        events: scene.installation.events.filter((name) => name !== "deployment_protection_rule"),
      }),
    restore: ({ scene }) =>
      scene.github.state.installations.change(scene.installation.id, { events: scene.installation.events }),
  },
  {
    what: "the installation is suspended",
    found: [["suspended", "installation", "is suspended"]],
    remove: ({ scene }) => scene.world.suspend(scene.installation.id, scene.ada.id),
    restore: ({ scene }) => scene.world.unsuspend(scene.installation.id, scene.ada.id),
  },
  {
    what: "the repository is taken from the installation",
    found: [["installed", "installation", "github.not-installed"]],
    remove: ({ scene }) => scene.world.setRepositories(scene.installation.id, scene.ada.id, []),
    restore: ({ scene }) => scene.world.setRepositories(scene.installation.id, scene.ada.id, [scene.repository.id]),
  },
];

describe("G12: our gate on GitHub", () => {
  const ways = REMOVALS.flatMap((one) => [
    ...(one.silent === true ? [] : [[one.what, "by its event", one] as const]),
    [one.what, "by the clock alone", one] as const,
  ]);

  it.each(ways)(
    "is known to be removed within one pass where %s, %s, until it is put right",
    async (_, way, removal) => {
      const one = await guarded();
      await using scene = one.scene;
      expect([await wrong(scene), scene.failed]).toEqual([[], []]);
      const before = (await told(scene)).length;
      const isSilent = way !== "by its event";
      if (isSilent) scene.github.faults.delivery("drop");
      removal.remove(one, !isSilent);
      await (isSilent ? pass(scene) : scene.settle());
      const found = await wrong(scene);
      expect(found.map(([aspect, subject]) => [aspect, subject])).toEqual(
        removal.found.map((each) => each.slice(0, 2)),
      );
      for (const [at, [, , detail]] of removal.found.entries()) expect(found[at]?.[2]).toContain(detail);
      expect(scene.failed).toEqual([]);
      await pass(scene);
      const since = (await told(scene)).slice(before).toSorted();
      expect(since).toEqual(removal.found.map(([aspect]) => ["gate.removed", aspect]));
      expect((await incidents(scene)).length).toBe(removal.found.length);
      scene.github.faults.clear();
      removal.restore(one);
      await pass(scene);
      expect(await wrong(scene)).toEqual([]);
      expect((await told(scene)).slice(before + removal.found.length).map(([kind]) => kind)).toEqual(
        removal.found.map(() => "gate.restored"),
      );
      expect((await incidents(scene)).length).toBe(removal.found.length);
    },
  );

  it("is known to be removed where the App is uninstalled", async () => {
    const { scene: opened } = await guarded();
    await using scene = opened;
    scene.world.uninstall(scene.installation.id, scene.ada.id);
    await scene.settle();
    expect(await wrong(scene)).toEqual([["installed", "installation", "github.not-installed"]]);
    expect((await incidents(scene)).length).toBe(1);
  });

  it("is not removed where the App does not hear what a look finds in time", async () => {
    const { scene: opened } = await guarded();
    await using scene = opened;
    const late = ["check_suite", "repository", "repository_ruleset", "branch_protection_rule"];
    scene.github.state.installations.change(scene.installation.id, {
      events: scene.installation.events.filter((name) => !late.includes(name)),
    });
    await pass(scene);
    expect(await wrong(scene)).toEqual([]);
  });

  it("tells what was never set up, and logs no removal of it", async () => {
    await using scene = await appScene();
    await scene.settle();
    expect(await wrong(scene)).toEqual(REFS.map((ref) => ["required-check", ref, "nothing requires the check"]));
    expect(await incidents(scene)).toEqual([]);
  });

  it("takes a check that the older protection requires of any app for none of ours", async () => {
    await using scene = await appScene();
    const { world, repository, ada } = scene;
    world.protectBranch(repository.id, ada.id, "main", { checks: ["countersign"], admins: true });
    await scene.settle();
    expect((await wrong(scene))[0]).toEqual([
      "required-check",
      "refs/heads/main",
      "branch protection takes the check of any app",
    ]);
  });

  it.each(["not-found", "forbidden"] as const)(
    "says once what it may not see without Administration, which is no alarm (%s)",
    async (readWithoutPermission) => {
      await using scene = await appScene({ switches: { readWithoutPermission } });
      const { world, installation, ada, repository, app } = scene;
      const { administration: _, ...fewer } = ALL;
      world.setPermissions(installation.id, ada.id, fewer);
      const check = { context: "countersign", integration_id: app.id };
      const rules = [{ type: "required_status_checks", parameters: { required_status_checks: [check] } }];
      world.createRuleset(repository.id, ada.id, { name: "main", include: REFS.slice(0, 1), rules });
      await scene.settle();
      await pass(scene);
      await pass(scene);
      const rows = await scene.db.selectFrom("github_guard").selectAll().where("state", "<>", "right").execute();
      expect(rows.map(({ aspect, subject, state }) => [aspect, subject, state]).toSorted()).toEqual([
        ["bypass-actors", "refs/heads/main", "unseen"],
        ["required-check", "refs/heads/release/1", "unseen"],
        ["rule-suites", "repository", "unseen"],
      ]);
      const unseen = (await told(scene)).filter(([kind]) => kind === "gate.unseen").map(([, aspect]) => aspect);
      expect(unseen.toSorted()).toEqual(["bypass-actors", "required-check", "rule-suites"]);
    },
  );

  it("G12: is known to be removed where nobody but the ruleset said so, without Administration", async () => {
    await using scene = await appScene();
    const { world, installation, ada, repository, app } = scene;
    const { administration: _, ...fewer } = ALL;
    world.setPermissions(installation.id, ada.id, fewer);
    const check = { context: "countersign", integration_id: app.id };
    const rules = [{ type: "required_status_checks", parameters: { required_status_checks: [check] } }];
    const ruleset = world.createRuleset(repository.id, ada.id, { name: "main", include: REFS, rules });
    await scene.settle();
    await pass(scene);
    world.deleteRuleset(ruleset.id, ada.id);
    await pass(scene);
    await pass(scene);
    expect((await wrong(scene)).map(([aspect, subject]) => [aspect, subject])).toEqual(
      REFS.map((ref) => ["required-check", ref]),
    );
    expect(await incidents(scene)).toHaveLength(2);
  });

  it("G11: tells each time that somebody went around the rules, once", async () => {
    const one = await guarded();
    await using scene = one.scene;
    const { world, repository, ada } = scene;
    const bypass = [{ actor_id: null, actor_type: "OrganizationAdmin", bypass_mode: "always" }] as const;
    world.editRuleset(one.ruleset.id, ada.id, { bypass });
    await world.commit(repository.id, ada.id, { branch: "main", files: { "ranker/score.py": "x\n" }, message: "x" });
    await scene.settle();
    await pass(scene);
    await pass(scene);
    const [suite] = scene.github.state.ruleSuites.all();
    expect((await told(scene)).filter(([kind]) => kind === "gate.bypassed")).toEqual([
      ["gate.bypassed", String(suite?.id)],
    ]);
    expect((await scene.log()).incidents.map(({ record }) => record.code)).toContain("change.landed-before-review");
  });
});
