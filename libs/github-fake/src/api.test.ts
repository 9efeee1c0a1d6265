import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { standingClock } from "./clock.ts";
import { scene } from "./scene.testing.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

const NOW = Math.floor(Date.now() / 1000);

/** A request with a header of one's own. */
async function ask(one: Scene, path: string, headers: Readonly<Record<string, string>>, init: RequestInit = {}) {
  const answer = await fetch(`${one.github.apiUrl}${path}`, { ...init, headers, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function token(one: Scene, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const parameters = { installation_id: one.installation.id, ...more };
  return (await one.octoapp.octokit.rest.apps.createInstallationAccessToken(parameters)).data.token;
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe("who asks", () => {
  it("knows an app by its signed token alone, and not for more than ten minutes", async () => {
    await using one = await scene();
    const { data } = await one.octoapp.octokit.rest.apps.getAuthenticated();
    expect(data).toMatchObject({ id: one.app.id, slug: "second-look" });
    const jwt = await one.octoapp.octokit.auth({ type: "app" });
    const good = typeof jwt === "object" && jwt !== null && "token" in jwt ? String(jwt.token) : "";
    const [head = "", claims = "", signature = ""] = good.split(".");
    const forged = `${head}.${Buffer.from(JSON.stringify({ iss: one.app.id, iat: NOW, exp: NOW + 60 })).toString("base64url")}`;
    expect((await ask(one, "/app", bearer(`${forged}.${signature}`))).status).toBe(401);
    const long = Buffer.from(JSON.stringify({ iss: one.app.id, iat: NOW, exp: NOW + 700 })).toString("base64url");
    expect((await ask(one, "/app", bearer(`${head}.${long}.${signature}`))).text).toContain("too far in the future");
    const hs = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");
    const mac = createHmac("sha256", "secret").update(`${hs}.${claims}`).digest("base64url");
    expect((await ask(one, "/app", bearer(`${hs}.${claims}.${mac}`))).status).toBe(401);
    expect((await ask(one, "/app", {})).status).toBe(401);
    expect((await ask(one, "/installation/repositories", bearer(good))).status).toBe(401);
  });

  it("lets a wrong clock be corrected by the Date that it says", async () => {
    await using one = await scene();
    one.github.faults.clockOffset = -3600;
    const { data } = await one.octoapp.octokit.rest.apps.getAuthenticated();
    expect(data).toMatchObject({ id: one.app.id });
  });

  it("ends tokens after an hour, when they are revoked, and with the installation", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock });
    const first = await token(one);
    expect((await ask(one, "/repos/acme/feed", bearer(first))).status).toBe(200);
    clock.advance(3600);
    expect((await ask(one, "/repos/acme/feed", bearer(first))).status).toBe(401);
    clock.advance(-3600);
    expect((await ask(one, "/installation/token", bearer(first), { method: "DELETE" })).status).toBe(204);
    expect((await ask(one, "/repos/acme/feed", bearer(first))).status).toBe(401);
    const second = await token(one);
    one.world.suspend(one.installation.id, one.ada.id);
    expect((await ask(one, "/repos/acme/feed", bearer(second))).status).toBe(403);
    one.world.unsuspend(one.installation.id, one.ada.id);
    one.world.uninstall(one.installation.id, one.ada.id);
    expect((await ask(one, "/repos/acme/feed", bearer(second))).status).toBe(401);
    await one.github.settle();
    const said = one.heard.names().filter((name) => name.startsWith("installation"));
    expect(said).toEqual([
      "installation created",
      "installation suspend",
      "installation unsuspend",
      "installation deleted",
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it("narrows tokens to repositories and permissions, never beyond the installation's", async () => {
    await using one = await scene();
    const other = await one.world.createRepository(one.acme.id, { name: "other" });
    const narrow = await token(one, { repository_ids: [one.repository.id], permissions: { metadata: "read" } });
    expect((await ask(one, "/repos/acme/feed", bearer(narrow))).status).toBe(200);
    expect((await ask(one, "/repos/acme/other", bearer(narrow))).status).toBe(404);
    expect((await ask(one, "/repos/acme/feed/pulls", bearer(narrow))).status).toBe(404);
    await expect(token(one, { permissions: { contents: "write" } })).rejects.toMatchObject({ status: 422 });
    await expect(token(one, { repository_ids: [other.id + 1000] })).rejects.toMatchObject({ status: 422 });
  });

  it("gives long tokens with dots where asked to", async () => {
    await using one = await scene();
    one.github.faults.longTokens = true;
    const long = await token(one);
    expect([long.length > 400, long.split(".").length]).toEqual([true, 3]);
    expect((await ask(one, "/repos/acme/feed", bearer(long))).status).toBe(200);
  });

  it.each([
    ["not-found", 404],
    ["forbidden", 403],
  ] as const)("answers a read without permission: %s", async (readWithoutPermission, status) => {
    await using one = await scene({ switches: { readWithoutPermission } });
    one.world.setPermissions(one.installation.id, one.ada.id, { metadata: "read" });
    const weak = await token(one);
    expect((await ask(one, "/repos/acme/feed/actions/runs", bearer(weak))).status).toBe(status);
    const body = JSON.stringify({ name: "x", head_sha: one.first });
    expect((await ask(one, "/repos/acme/feed/check-runs", bearer(weak), { method: "POST", body })).status).toBe(403);
  });

  it("registers an app by its manifest, once", async () => {
    await using one = await scene();
    const manifest = {
      name: "Made",
      url: "https://example.org",
      hook_attributes: { url: one.heard.url },
      default_permissions: { checks: "write" },
      default_events: ["check_run"],
    };
    const code = one.world.submitManifest(one.acme.id, manifest);
    const nobody = new one.Client();
    const { data } = await nobody.rest.apps.createFromManifest({ code });
    expect(data).toMatchObject({ slug: "made", permissions: { checks: "write" } });
    expect(data.pem).toContain("BEGIN RSA PRIVATE KEY");
    await expect(nobody.rest.apps.createFromManifest({ code })).rejects.toMatchObject({ status: 404 });
    expect(one.github.problems).toEqual([]);
  });
});

describe("repositories", () => {
  it("answers 301 after a rename, by the number, until somebody takes the name", async () => {
    await using one = await scene();
    one.world.rename(one.repository.id, "stream", one.ada.id);
    const text = await token(one);
    const moved = await ask(one, "/repos/acme/feed/pulls?state=all", bearer(text));
    expect([moved.status, moved.headers.get("location")]).toEqual([
      301,
      `${one.github.apiUrl}/repositories/${one.repository.id}/pulls?state=all`,
    ]);
    const { data } = await one.octokit.rest.repos.get(one.at);
    expect([data.id, data.full_name]).toEqual([one.repository.id, "acme/stream"]);
    const taken = await one.world.createRepository(one.acme.id, { name: "feed" });
    expect((await one.octokit.rest.repos.get(one.at)).data.id).toBe(taken.id);
    const globex = one.world.organization("globex");
    one.world.transfer(one.repository.id, globex.id, one.ada.id);
    expect((await ask(one, `/repositories/${one.repository.id}`, bearer(text))).status).toBe(404);
    await one.github.settle();
    expect(one.heard.names().filter((name) => name.startsWith("repository"))).toEqual([
      "repository renamed",
      "repository created",
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it("keeps a person's number when the login goes to somebody else", async () => {
    await using one = await scene();
    one.world.renameAccount(one.bob.id, "bobby");
    const other = one.world.user("bob");
    expect((await one.octokit.rest.users.getByUsername({ username: "bob" })).data.id).toBe(other.id);
    expect((await one.octokit.request("GET /user/{account_id}", { account_id: one.bob.id })).data.login).toBe("bobby");
    one.world.renameAccount(one.acme.id, "acme-inc");
    await one.github.settle();
    expect(one.heard.names()).toContain("installation_target renamed");
    expect(one.github.problems).toEqual([]);
  });

  it("tells of what becomes of a repository, and shows its refs", async () => {
    await using one = await scene();
    const { data: ref } = await one.octokit.rest.git.getRef({ ...one.at, ref: "heads/main" });
    expect(ref.object.sha).toBe(one.first);
    const { data: refs } = await one.octokit.rest.git.listMatchingRefs({ ...one.at, ref: "heads/" });
    expect(refs.map((each) => each.ref)).toEqual(["refs/heads/main"]);
    const { data: branch } = await one.octokit.rest.repos.getBranch({ ...one.at, branch: "main" });
    expect(branch.commit.sha).toBe(one.first);
    expect((await one.octokit.rest.repos.listBranches(one.at)).data.map(({ name }) => name)).toEqual(["main"]);
    for (const action of ["archived", "unarchived", "publicized", "privatized"] as const)
      one.world.setVisibility(one.repository.id, one.ada.id, action);
    one.world.setRepositories(one.installation.id, one.ada.id, []);
    one.world.setRepositories(one.installation.id, one.ada.id, [one.repository.id]);
    one.world.deleteRepository(one.repository.id, one.ada.id);
    await one.github.settle();
    expect(one.heard.names().filter((name) => /^(?:repository|installation_)/.test(name))).toEqual([
      "repository archived",
      "repository unarchived",
      "repository publicized",
      "repository privatized",
      "installation_repositories removed",
      "installation_repositories added",
      "repository deleted",
    ]);
    expect(one.github.problems).toEqual([]);
  });
});

describe("rules", () => {
  it("shows rulesets as they are, and hides who may go around them from those who may only read", async () => {
    await using one = await scene();
    const { world, ada, repository } = one;
    const bypass = [{ actor_id: ada.id, actor_type: "User", bypass_mode: "always" }] as const;
    const ruleset = world.createRuleset(repository.id, ada.id, { name: "main", rules: [{ type: "deletion" }], bypass });
    const { data } = await one.octokit.rest.repos.getRepoRuleset({ ...one.at, ruleset_id: ruleset.id });
    expect([data.enforcement, data.bypass_actors]).toEqual(["active", undefined]);
    expect((await one.octokit.rest.repos.getRepoRulesets(one.at)).data.length).toBe(1);
    const rules = await one.octokit.rest.repos.getBranchRules({ ...one.at, branch: "main" });
    expect(rules.data.map(({ type }) => type)).toEqual(["deletion"]);
    world.editRuleset(ruleset.id, ada.id, { enforcement: "evaluate" });
    world.editRuleset(ruleset.id, ada.id, { enforcement: "disabled" }, false);
    expect((await one.octokit.rest.repos.getBranchRules({ ...one.at, branch: "main" })).data).toEqual([]);
    world.deleteRuleset(ruleset.id, ada.id);
    await one.github.settle();
    expect(one.heard.names().filter((name) => name.startsWith("repository_ruleset"))).toEqual([
      "repository_ruleset created",
      "repository_ruleset edited",
      "repository_ruleset deleted",
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it("shows how a branch is protected in the older way", async () => {
    await using one = await scene();
    const { world, ada, repository } = one;
    const at = { ...one.at, branch: "main" };
    await expect(one.octokit.rest.repos.getBranchProtection(at)).rejects.toMatchObject({ status: 404 });
    const protection = world.protectBranch(repository.id, ada.id, "main", { checks: ["look"] });
    world.protectBranch(repository.id, ada.id, "main", { admins: true });
    const { data } = await one.octokit.rest.repos.getBranchProtection(at);
    expect([data.required_status_checks?.contexts, data.enforce_admins?.enabled]).toEqual([["look"], true]);
    const pull = await one.propose("topic");
    await expect(world.merge(pull.id, ada.id)).rejects.toThrow("have not passed");
    world.unprotectBranch(protection.id, ada.id);
    await world.merge(pull.id, ada.id);
    await one.github.settle();
    expect(one.heard.names().filter((name) => name.startsWith("branch_"))).toEqual([
      "branch_protection_configuration enabled",
      "branch_protection_rule created",
      "branch_protection_rule edited",
      "branch_protection_rule deleted",
      "branch_protection_configuration disabled",
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it("writes down every push that went around a rule, but none of who is exempt", async () => {
    await using one = await scene();
    const { world, ada, bob, repository } = one;
    const bypass = [{ actor_id: bob.id, actor_type: "User", bypass_mode: "exempt" }] as const;
    world.createRuleset(repository.id, ada.id, { name: "main", rules: [{ type: "pull_request" }], bypass });
    const plan = { branch: "main", files: { "b.txt": "2\n" }, message: "Past" };
    const seen = await world.commit(repository.id, ada.id, plan);
    await world.commit(repository.id, bob.id, { ...plan, files: { "b.txt": "3\n" } });
    const { data } = await one.octokit.rest.repos.getRepoRuleSuites(one.at);
    expect(data.map(({ after_sha, result }) => [after_sha, result])).toEqual([[seen, "bypass"]]);
    const suite = await one.octokit.rest.repos.getRepoRuleSuite({ ...one.at, rule_suite_id: data[0]?.id ?? 0 });
    expect(suite.data.rule_evaluations?.map(({ rule_type, result }) => [rule_type, result])).toEqual([
      ["pull_request", "fail"],
    ]);
    expect(one.github.problems).toEqual([]);
  });
});
