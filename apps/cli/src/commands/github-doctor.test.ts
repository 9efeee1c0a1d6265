import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { doctorScene } from "../github/doctor-scene.testing.ts";
import type { CliRun } from "../run.testing.ts";

type Scene = Awaited<ReturnType<typeof doctorScene>>;
type Told = { readonly id: string; readonly state: string; readonly code?: string };

function checksOf({ json }: CliRun): readonly Told[] {
  return (json as JsonObject & { readonly checks: readonly Told[] }).checks;
}

/** The id of the check of main. */
const CHECK = "check.acme/feed refs/heads/main";

const bad = (run: CliRun) => checksOf(run).filter(({ state }) => state !== "ok");

describe("github doctor", () => {
  it("finds nothing wrong where everything is as setup said", async () => {
    await using scene = await doctorScene();
    const run = await scene.doctor("--json");
    expect(bad(run)).toEqual([]);
    expect(run).toMatchObject({ exit: 0, json: { ok: true } });
    const at = "acme/feed refs/heads";
    const ids = ["settings", "log", "key", "webhook.secrets", "app", "clock", "permissions", "events", "webhook"];
    const more = ["deliveries", "installations", "installation.acme", `repository.${scene.id}`];
    const refs = ["main", "release/1"].flatMap((ref) => [`check.${at}/${ref}`, `bypass.${at}/${ref}`]);
    const rules = [...refs, "environment.acme/feed production-eu"];
    expect(checksOf(run).map(({ id }) => id)).toEqual([...ids, ...more, ...rules]);
    const { stdout } = await scene.doctor();
    expect(stdout).toContain("requires countersign of acme-countersign and of nobody else");
    const [, line = ""] = readFileSync(join(scene.dir, "secrets/app.pem"), "utf8").split("\n");
    for (const hidden of [line, readFileSync(join(scene.dir, "secrets/webhook-secret"), "utf8").trim(), "ghs_"])
      expect(stdout + JSON.stringify(run.json)).not.toContain(hidden);
    expect(scene.github.problems).toEqual([]);
  });

  it.each<[string, string, string, string, number, (scene: Scene) => unknown]>([
    [
      "another key",
      "app",
      "github.unauthorized",
      "fails",
      5,
      ({ github, dir, world, acme }) => {
        const other = world.createApp({ name: "Other", owner: acme.id, permissions: {}, events: [] });
        writeFileSync(join(dir, "secrets/app.pem"), other.privateKey);
        return github;
      },
    ],
    ["no key", "key", "files.missing", "fails", 5, ({ dir }) => rmSync(join(dir, "secrets/app.pem"))],
    ["no RSA key", "key", "settings.secret", "fails", 2, ({ dir }) => writeFileSync(join(dir, "secrets/app.pem"), "x")],
    [
      "a key that others read",
      "key",
      "keys.permissions",
      "fails",
      2,
      ({ dir }) => chmodSync(join(dir, "secrets/app.pem"), 0o644),
    ],
    [
      "an empty secret",
      "webhook.secrets",
      "settings.secret",
      "fails",
      2,
      ({ dir }) => writeFileSync(join(dir, "secrets/webhook-secret"), "\n"),
    ],
    [
      "a clock that is wrong",
      "clock",
      "time.skew",
      "warning",
      0,
      ({ github }) => void (github.faults.clockOffset = 120),
    ],
    [
      "a permission that is missing",
      "permission.checks",
      "github.permission",
      "fails",
      5,
      (scene) => permit(scene, { checks: "read" }),
    ],
    [
      "one that is never used",
      "permission.contents",
      "github.excess",
      "warning",
      0,
      (scene) => permit(scene, { contents: "write" }),
    ],
    [
      "one that was not granted yet",
      "installation.acme",
      "github.permission",
      "fails",
      5,
      ({ world, installation, ada }) =>
        world.setPermissions(installation.id, ada.id, { ...installation.permissions, deployments: "read" }),
    ],
    ["an event that is needed", "event.merge_group", "github.event", "fails", 5, (scene) => deaf(scene, "merge_group")],
    ["an event of less weight", "event.repository", "github.event", "warning", 0, (scene) => deaf(scene, "repository")],
    [
      "deliveries that go elsewhere",
      "webhook",
      "webhook.address",
      "fails",
      4,
      ({ world, app }) => world.setWebhook(app, { url: "https://elsewhere.example/v1/github/webhooks" }),
    ],
    [
      "deliveries that are refused",
      "deliveries",
      "webhook.failed",
      "fails",
      4,
      async ({ taking, world, app, github }) => {
        taking.status = 401;
        world.ping(app);
        await github.settle();
      },
    ],
    [
      "a suspension",
      "installation.acme",
      "github.suspended",
      "fails",
      5,
      ({ world, installation, ada }) => world.suspend(installation.id, ada.id),
    ],
    [
      "no installation",
      "installations",
      "github.not-installed",
      "fails",
      5,
      ({ world, installation, ada }) => world.uninstall(installation.id, ada.id),
    ],
    [
      "a repository that nobody reaches",
      "repository.github:999999999",
      "github.not-installed",
      "fails",
      5,
      ({ write, id }) => write(`{ id: "${id}", fetch: github }, { id: "github:999999999", fetch: github }`),
    ],
    [
      "a repository that the service does not look at",
      "repository.ID",
      "settings.repository",
      "warning",
      0,
      ({ write }) => write(""),
    ],
    [
      "G12: no rule",
      CHECK,
      "github.check-not-required",
      "fails",
      5,
      ({ world, ruleset, ada }) => world.deleteRuleset(ruleset.id, ada.id),
    ],
    [
      "G12: a rule that is only tried out",
      CHECK,
      "github.check-inactive",
      "fails",
      5,
      ({ world, ruleset, ada }) => world.editRuleset(ruleset.id, ada.id, { enforcement: "evaluate" }),
    ],
    [
      "G10: a check that anybody may make",
      CHECK,
      "github.check-source",
      "fails",
      5,
      (scene) => required(scene, undefined),
    ],
    ["G10: a check of another App", CHECK, "github.check-source", "fails", 5, (scene) => required(scene, 4711)],
    [
      "G12: an environment without our rule",
      "environment.acme/feed production-eu",
      "github.environment-unprotected",
      "fails",
      5,
      ({ world, environment, app }) => world.enableRule(environment.id, app, false),
    ],
    [
      "G12: administrators who may let a job go",
      "environment.acme/feed production-eu",
      "github.bypass",
      "warning",
      0,
      ({ world, feed }) => world.setEnvironment(feed.id, "production-eu", { adminsMayBypass: true }),
    ],
    [
      "G11: a push past the rules",
      "bypass.acme/feed refs/heads/main",
      "github.bypassed",
      "warning",
      0,
      async ({ world, ruleset, ada, feed }) => {
        const bypass = [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" }] as const;
        world.editRuleset(ruleset.id, ada.id, { bypass });
        await world.commit(feed.id, ada.id, { branch: "main", files: { x: "1" }, message: "Past" });
      },
    ],
  ])("says %s", async (_what, name, code, state, exit, spoil) => {
    await using scene = await doctorScene();
    await spoil(scene);
    const run = await scene.doctor("--json");
    const id = name.replace(/ID$/, scene.id);
    expect(bad(run)).toContainEqual(expect.objectContaining({ id, state, code, remedy: expect.any(String) }));
    expect(run.exit).toBe(exit);
  });

  it("goes on with the clock of GitHub where its own is wrong", async () => {
    await using scene = await doctorScene();
    scene.github.faults.clockOffset = 3_600;
    const run = await scene.doctor("--json");
    expect(bad(run).map(({ code }) => code)).toEqual(["time.skew"]);
  });

  it.each(["not-found", "forbidden"] as const)(
    "says what is not seen without Administration, where GitHub answers %s",
    async (readWithoutPermission) => {
      await using scene = await doctorScene({ readWithoutPermission });
      const { administration: _, ...less } = scene.installation.permissions;
      scene.github.state.apps.change(scene.app, { permissions: less });
      scene.world.setPermissions(scene.installation.id, scene.ada.id, less);
      scene.world.deleteRuleset(scene.ruleset.id, scene.ada.id);
      const run = await scene.doctor("--json");
      const found = bad(run).map(({ id, code }) => [id, code]);
      expect(found).toEqual([
        [CHECK, "github.check-not-required"],
        ["check.acme/feed refs/heads/release/1", "github.check-not-required"],
        ["unseen", "github.unseen"],
      ]);
      expect(JSON.stringify(run.json)).toContain("as far as the App may see");
    },
  );

  it("sees older branch protection, which names no App", async () => {
    await using scene = await doctorScene();
    scene.world.deleteRuleset(scene.ruleset.id, scene.ada.id);
    scene.world.protectBranch(scene.feed.id, scene.ada.id, "main", { checks: ["countersign"] });
    const found = bad(await scene.doctor("--json")).map(({ code }) => code);
    expect(found).toContain("github.check-source");
  });

  it("says what it lacks where there are no settings, or none of an App", async () => {
    await using scene = await doctorScene();
    writeFileSync(join(scene.home, "service.yaml"), "url: https://countersign.acme.example\n");
    expect(bad(await scene.doctor("--json"))).toMatchObject([{ id: "settings", code: "settings.form" }]);
    rmSync(join(scene.home, "service.yaml"));
    expect(bad(await scene.doctor("--json"))).toMatchObject([{ id: "settings", code: "files.missing" }]);
  });

  it("does not hang on a GitHub that is not there", async () => {
    await using scene = await doctorScene();
    const text = readFileSync(join(scene.home, "service.yaml"), "utf8");
    writeFileSync(join(scene.home, "service.yaml"), text.replace(/api: .*/, 'api: "http://127.0.0.1:9"'));
    const run = await scene.doctor("--json");
    expect([run.exit, bad(run)]).toMatchObject([5, [{ id: "app", code: "github.unreachable" }]]);
  });
});

function permit({ github, app, world, installation, ada }: Scene, levels: Readonly<Record<string, "read" | "write">>) {
  const permissions = { ...installation.permissions, ...levels };
  github.state.apps.change(app, { permissions });
  world.setPermissions(installation.id, ada.id, permissions);
}

function deaf({ github, app }: Scene, event: string) {
  const { events } = github.state.apps.all().find(({ id }) => id === app) ?? { events: [] };
  github.state.apps.change(app, { events: events.filter((one) => one !== event) });
}

function required({ world, ruleset, ada }: Scene, of: number | undefined) {
  const check = { context: "countersign", ...(of === undefined ? {} : { integration_id: of }) };
  const rules = [{ type: "required_status_checks", parameters: { required_status_checks: [check] } }];
  world.editRuleset(ruleset.id, ada.id, { rules });
}
