import { describe, expect, it } from "vitest";
import { scene } from "./scene.testing.ts";

describe("what is described", () => {
  it("is what every scene is held to when it ends", async () => {
    const run = async () => {
      await using one = await scene({
        validator: { request: () => [], response: () => [], event: () => ["lacks a field"] },
      });
      await one.github.settle();
    };
    await expect(run()).rejects.toThrow("not as GitHub describes it: ping: lacks a field");
  });

  it("holds for installations, however they are found", async () => {
    await using one = await scene();
    const { octokit } = one.octoapp;
    const { data: all } = await octokit.rest.apps.listInstallations();
    const { data: byId } = await octokit.rest.apps.getInstallation({ installation_id: one.installation.id });
    const { data: byName } = await octokit.rest.apps.getRepoInstallation(one.at);
    expect([all[0]?.id, byId.id, byName.id]).toEqual(Array.from({ length: 3 }, () => one.installation.id));
    const { data } = await one.octokit.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ id }) => id)).toEqual([one.repository.id]);
    expect(one.github.problems).toEqual([]);
  });

  it("holds for deployments that an app makes", async () => {
    await using one = await scene();
    const { data } = await one.octokit.rest.repos.createDeployment({ ...one.at, ref: "main", environment: "eu" });
    const deployment_id = "id" in data ? data.id : 0;
    const made = { ...one.at, deployment_id };
    await one.octokit.rest.repos.getDeployment(made);
    const { data: status } = await one.octokit.rest.repos.createDeploymentStatus({ ...made, state: "success" });
    const { data: read } = await one.octokit.rest.repos.getDeploymentStatus({ ...made, status_id: status.id });
    expect(read.state).toBe("success");
    await one.octokit.rest.repos.createDeploymentStatus({ ...made, state: "inactive" });
    await one.github.settle();
    const said = one.heard.names().filter((name) => name.startsWith("deployment"));
    expect(said).toEqual(["deployment created", "deployment_status created"]);
    expect(one.github.problems).toEqual([]);
  });

  it("holds for people who review and cancel what waits, and for a repository that moves to another account", async () => {
    await using one = await scene();
    const { world, ada, bob, repository } = one;
    world.setEnvironment(repository.id, "eu", { apps: [one.app.id], reviewers: [ada.id] });
    const first = await world.deploy(repository.id, bob.id, { environments: ["eu"] });
    world.reviewRun(first.id, ada.id, ["eu"], "rejected", "no");
    const second = await world.deploy(repository.id, bob.id, { environments: ["eu"] });
    const person = new one.Client({ auth: world.userToken(bob.id) });
    await person.rest.actions.cancelWorkflowRun({ ...one.at, run_id: second.id });
    const { data } = await one.octokit.rest.repos.getAllDeploymentProtectionRules({
      ...one.at,
      environment_name: "eu",
    });
    const protection_rule_id = data.custom_deployment_protection_rules?.[0]?.id ?? 0;
    const at = { ...one.at, environment_name: "eu", protection_rule_id };
    expect((await one.octokit.rest.repos.getCustomDeploymentProtectionRule(at)).data.enabled).toBe(true);
    const globex = world.organization("globex");
    world.install(one.app.id, globex.id, ada.id);
    world.transfer(repository.id, globex.id, ada.id);
    await one.github.settle();
    const said = one.heard.names().filter((name) => /^(?:deployment_review|repository)/.test(name));
    expect(said).toEqual([
      "deployment_review requested",
      "deployment_review rejected",
      "deployment_review requested",
      "repository transferred",
    ]);
    expect(one.github.problems).toEqual([]);
  });
});
