import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { scene } from "./scene.testing.ts";

const run = promisify(execFile);

/** Git of a person, with a token in a header and not in the address. */
async function git(dir: string, token: string, args: readonly string[]): Promise<string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const environment = {
    PATH: process.env["PATH"],
    HOME: dir,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: "Bob",
    GIT_AUTHOR_EMAIL: "bob@acme.example",
    GIT_COMMITTER_NAME: "Bob",
    GIT_COMMITTER_EMAIL: "bob@acme.example",
  };
  const { stdout } = await run("git", [...args], { cwd: dir, env: environment });
  return stdout.trim();
}

async function installationToken(one: Awaited<ReturnType<typeof scene>>, more: Readonly<Record<string, unknown>> = {}) {
  const parameters = { installation_id: one.installation.id, ...more };
  const { data } = await one.octoapp.octokit.rest.apps.createInstallationAccessToken(parameters);
  return data.token;
}

describe("Git over HTTP", () => {
  it("fetches with an installation's token, by ref and by id, and pushes with a person's", async () => {
    await using one = await scene();
    const pull = await one.propose("topic");
    const url = `${one.github.url}/acme/feed.git`;
    const folder = mkdtempSync(join(one.dir, "clone-"));
    const token = await installationToken(one);
    await git(folder, token, ["init", "-q", "-b", "main"]);
    await git(folder, token, ["fetch", "-q", url, pull.headSha]);
    await git(folder, token, ["fetch", "-q", url, "refs/pull/1/head:refs/heads/mine"]);
    expect(await git(folder, token, ["rev-parse", "mine"])).toBe(pull.headSha);
    const person = one.world.userToken(one.bob.id);
    await git(folder, person, ["checkout", "-q", "mine"]);
    writeFileSync(join(folder, "more.txt"), "more\n");
    await git(folder, person, ["add", "."]);
    await git(folder, person, ["commit", "-q", "-m", "More"]);
    await git(folder, person, ["push", "-q", url, "mine:topic"]);
    const head = await git(folder, person, ["rev-parse", "HEAD"]);
    expect(await one.world.tip(one.repository.id, "refs/pull/1/head")).toBe(head);
    await one.github.settle();
    expect(one.heard.last("pull_request")?.payload).toMatchObject({
      action: "synchronize",
      before: pull.headSha,
      after: head,
      sender: { id: one.bob.id },
    });
    expect(one.github.problems).toEqual([]);
  });

  it("lets nobody push who may only read, and nobody past a rule or into a pull request's ref", async () => {
    await using one = await scene();
    const { world, repository, ada, bob } = one;
    const url = `${one.github.url}/acme/feed.git`;
    const folder = mkdtempSync(join(one.dir, "clone-"));
    const token = await installationToken(one);
    const person = world.userToken(bob.id);
    await git(folder, person, ["clone", "-q", url, "."]);
    await git(folder, person, ["commit", "-q", "--allow-empty", "-m", "Past the rules"]);
    await expect(git(folder, token, ["push", "-q", url, "HEAD:topic"])).rejects.toThrow(/403/);
    world.createRuleset(repository.id, ada.id, { name: "main", rules: [{ type: "pull_request" }] });
    await expect(git(folder, person, ["push", "-q", url, "HEAD:main"])).rejects.toThrow(/GH013/);
    await expect(git(folder, person, ["push", "-q", url, "HEAD:refs/pull/7/head"])).rejects.toThrow(
      /hidden|deny|denied/i,
    );
    await expect(git(folder, "ghs_wrong", ["ls-remote", url])).rejects.toThrow();
    expect(await world.tip(repository.id, "main")).toBe(one.first);
  });

  it("refuses a fork's head by its id where that is switched off, and gives it by its ref", async () => {
    await using one = await scene({ switches: { forkHeadById: "refused" } });
    const { world, bob, repository } = one;
    const fork = await world.fork(repository.id, bob.id);
    await world.commit(fork.id, bob.id, { branch: "topic", files: { "b.txt": "2\n" }, message: "One" });
    const head = await world.commit(fork.id, bob.id, { branch: "topic", files: { "b.txt": "3\n" }, message: "Two" });
    const pull = await world.openPull(repository.id, bob.id, { head: "topic", title: "From a fork", from: fork });
    await world.push(fork.id, bob.id, "refs/heads/topic", one.first);
    const folder = mkdtempSync(join(one.dir, "clone-"));
    const token = await installationToken(one);
    await git(folder, token, ["init", "-q"]);
    const url = `${one.github.url}/acme/feed.git`;
    await expect(git(folder, token, ["fetch", "-q", url, head])).rejects.toThrow(/not our ref|unadvertised/);
    await git(folder, token, ["fetch", "-q", url, `refs/pull/${pull.number}/head`]);
  });
});
