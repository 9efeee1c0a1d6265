import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { App, Octokit } from "octokit";
import { expect, it } from "vitest";
import { openLumen } from "./open-lumen.ts";
import type { Lumen } from "./open-lumen.ts";
import { registerApp } from "./register-app.ts";

/** Shows a page whose form has a manifest, and answers what it is told. */
const PROGRAM = `
const text = JSON.stringify({ name: "Made", default_permissions: { checks: "write", deployments: "write" } });
const page = \`<input name="manifest" value="\${text.replaceAll('"', "&#34;")}">\`;
console.error(\`data:text/html;base64,\${Buffer.from(page).toString("base64")}\`);
process.stdin.pipe(process.stdout);`;

/** The app that a program registers, installed. */
async function made(lumen: Lumen) {
  const { exit, stdout } = await registerApp(lumen, spawn(process.execPath, ["-e", PROGRAM]));
  expect(exit).toBe(0);
  const Client = Octokit.defaults({ baseUrl: lumen.github.apiUrl });
  const { data } = await new Client().rest.apps.createFromManifest({ code: stdout.trim() });
  lumen.install(data.id);
  const installation = lumen.github.state.installations.all()[0]?.id ?? 0;
  return new App({ appId: data.id, privateKey: data.pem, Octokit: Client }).getInstallationOctokit(installation);
}

it("has Mira's repository, and shows what an app that a program registered says of its commits and deployments", async () => {
  const folder = mkdtempSync(join(tmpdir(), "github-fake-test-"));
  await using lumen = await openLumen({
    dir: join(folder, "github"),
    check: "look",
    wait: async ({ what }, look) => look() ?? Promise.reject(new Error(what())),
  });
  const { github, repository, mira, remote } = lumen;
  const head = await github.world.commit(repository, mira, { branch: "main", files: { a: "1\n" }, message: "Begin" });
  expect((await promisify(execFile)("git", ["ls-remote", remote, "main"])).stdout).toContain(head);
  const octokit = await made(lumen);
  const at = { owner: "lumen", repo: "feed" };
  await expect(lumen.check(head, () => true)).rejects.toThrow("undefined");
  for (const [name, title] of [
    ["look", "First"],
    ["look", "Second"],
    ["other", "Third"],
  ] as const)
    await octokit.rest.checks.create({ ...at, name, head_sha: head, output: { title, summary: "" } });
  expect(await lumen.check(head, () => true)).toMatchObject({ status: "queued", conclusion: null, title: "Second" });
  await expect(lumen.check(head, ({ title }) => title === "First")).rejects.toThrow('"title":"Second"');

  const { id } = await github.world.deploy(repository, mira, { environments: ["production"] });
  await expect(lumen.said(id, () => true)).rejects.toThrow("undefined");
  for (const [members, state] of [
    [{}, "waiting"],
    [{ state: "approved" }, "approved"],
  ] as const) {
    const parameters = { ...at, run_id: id, environment_name: "production", comment: `is ${state}`, ...members };
    await octokit.request("POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule", parameters);
    expect(await lumen.said(id, () => true)).toEqual({ state, comment: `is ${state}` });
  }
  rmSync(folder, { recursive: true });
});
