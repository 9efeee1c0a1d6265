import { spawn } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { atWork, fakeScene } from "../github/fake-scene.testing.ts";
import { runCli } from "../run.testing.ts";

type Scene = Awaited<ReturnType<typeof fakeScene>>;

const COMMAND = fileURLToPath(new URL("../../bin/countersign", import.meta.url));
const SERVICE = "https://countersign.acme.example";

function setup({ github, dir }: Scene, ...more: readonly string[]): readonly string[] {
  return ["github", "setup", "--url", SERVICE, "--folder", join(dir, "secrets"), "--web", github.url, ...more];
}

/** What a browser makes of the page. */
function formOf(html: string) {
  const attribute = (pattern: RegExp) =>
    (pattern.exec(html)?.[1] ?? "").replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  const action = new URL(attribute(/<form method="post" action="([^"]*)">/));
  const manifest = JSON.parse(attribute(/name="manifest" value="([^"]*)"/)) as JsonObject;
  return { action, manifest, state: action.searchParams.get("state") ?? "" };
}

async function pageAt(address: string) {
  const response = await fetch(address);
  return { response, ...formOf(await response.text()) };
}

const ADDRESS = /^ {2}(http:\/\/127\.0\.0\.1:\d+\/\S+)$/m;

/** GitHub makes the App, and sends the browser back. */
function returned(scene: Scene, { manifest, state }: Pick<ReturnType<typeof formOf>, "manifest" | "state">): string {
  const code = scene.world.submitManifest(scene.acme.id, manifest);
  return `${String(manifest["redirect_url"])}?${new URLSearchParams({ code, state })}`;
}

describe("github setup", () => {
  it("makes the App by what the page hands over, and keeps its secrets where only their owner reads them", async () => {
    await using scene = await fakeScene();
    const call = atWork(setup(scene, "--org", "acme", "--administration", "--json"), scene.dir);
    const { response, action, manifest, state } = await pageAt(await call.said(ADDRESS));
    expect(`${action.origin}${action.pathname}`).toBe(`${scene.github.url}/organizations/acme/settings/apps/new`);
    expect(manifest).toMatchObject({
      name: "acme-countersign",
      public: false,
      hook_attributes: { url: `${SERVICE}/v1/github/webhooks`, active: true },
      default_permissions: { contents: "read", actions: "read", checks: "write", administration: "read" },
    });
    expect(manifest["default_permissions"]).not.toHaveProperty("members");
    expect(manifest["default_events"]).toContain("repository_ruleset");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toBe(`default-src 'none'; base-uri 'none'; form-action ${scene.github.url}; frame-ancestors 'none'`);
    expect(await (await fetch(returned(scene, { manifest, state }))).text()).toContain("Go back to your terminal");
    expect(await call.exit).toBe(0);

    const [app] = scene.github.state.apps.all();
    const told = JSON.parse(call.stdout()) as Readonly<Record<string, string>>;
    expect(told).toMatchObject({ app: app?.id, slug: "acme-countersign", owner: "acme" });
    const secrets = join(scene.dir, "secrets");
    expect(readdirSync(secrets).toSorted()).toEqual(["app.pem", "webhook-secret"]);
    for (const name of readdirSync(secrets)) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const pem = readFileSync(join(secrets, "app.pem"), "utf8");
    expect(createPrivateKey(pem).asymmetricKeyType).toBe("rsa");
    const secret = readFileSync(join(secrets, "webhook-secret"), "utf8").trimEnd();
    expect(secret).toBe(app?.hook.secret);
    const [, line = ""] = pem.split("\n");
    for (const text of [call.stdout(), call.stderr()])
      for (const hidden of [secret, line, "PRIVATE KEY"]) expect(text).not.toContain(hidden);
    expect(told["settings"]).toBe(
      `github:
  app: ${app?.id}
  privateKey: { file: "${secrets}/app.pem" }
  webhookSecrets:
    - { file: "${secrets}/webhook-secret" }
  api: "${scene.github.apiUrl}"
  web: "${scene.github.url}"`,
    );
    expect(String(told["next"])).toContain(`integration_id ${app?.id}`);
    expect(String(told["next"])).toContain(`${scene.github.url}/apps/acme-countersign/installations/new`);

    const again = await runCli(setup(scene, "--json"), { home: scene.dir });
    expect(again).toMatchObject({ exit: 2, json: { code: "usage.exists" } });
  });

  it("G18: takes no code without its state, none at another address, and none a second time", async () => {
    await using scene = await fakeScene();
    const call = atWork(setup(scene, "--json"), scene.dir);
    const address = await call.said(ADDRESS);
    const { origin, port } = new URL(address);
    const { manifest, state } = await pageAt(address);
    for (const path of [
      "",
      "created",
      "created?code=abc",
      "created?code=abc&state=",
      `created?state=${state}`,
      "other",
    ])
      expect({ path, status: (await fetch(`${origin}/${path}`)).status }).toEqual({
        path,
        status: path.startsWith("created") ? 400 : 404,
      });
    const foreign = `created?code=abc&state=${state.slice(1)}x`;
    expect((await fetch(`${origin}/${foreign}`)).status).toBe(400);
    // Whoever only sees the port: another name of this machine, another method.
    expect((await fetch(`http://localhost:${port}${new URL(address).pathname}`)).status).toBe(404);
    expect((await fetch(address, { method: "POST" })).status).toBe(404);
    const back = returned(scene, { manifest, state });
    expect((await fetch(back)).status).toBe(200);
    expect(await call.exit).toBe(0);
    await expect(fetch(back)).rejects.toThrow();
    expect(scene.github.state.apps.all()).toHaveLength(1);
  });

  it("takes what somebody brings back from a browser elsewhere, and no address of others", async () => {
    await using scene = await fakeScene();
    const call = atWork(setup(scene, "--paste", "--org", "acme"), scene.dir);
    const page = Buffer.from(await call.said(/^data:text\/html;base64,(\S+)$/m), "base64").toString("utf8");
    const form = formOf(page);
    expect(page).not.toContain("<script");
    call.type(returned(scene, form));
    expect(await call.exit).toBe(0);
    expect(call.stdout()).toMatch(/GitHub made the App acme-countersign \(number \d+\) of acme/);

    const other = atWork([...setup(scene, "--paste", "--folder", join(scene.dir, "other"))].toSpliced(4, 2), scene.dir);
    const mine = formOf(Buffer.from(await other.said(/base64,(\S+)$/m), "base64").toString("utf8"));
    other.type(returned(scene, { ...form, manifest: mine.manifest }));
    expect(await other.exit).toBe(5);
    expect(other.stderr()).toContain("github.state");
    expect(existsSync(join(scene.dir, "other/app.pem"))).toBe(false);
  });

  it("takes no App of another owner than the one that was named", async () => {
    await using scene = await fakeScene();
    const mallory = scene.world.user("mallory");
    const call = atWork(setup(scene, "--paste", "--org", "acme", "--json"), scene.dir);
    const { manifest } = formOf(Buffer.from(await call.said(/base64,(\S+)$/m), "base64").toString("utf8"));
    call.type(scene.world.submitManifest(mallory.id, manifest));
    expect(await call.exit).toBe(5);
    expect(JSON.parse(call.stdout())).toMatchObject({ code: "github.other-owner" });
    expect(readdirSync(join(scene.dir, "secrets"))).toEqual([]);
  });

  it("says that a code is used, and can begin again", async () => {
    await using scene = await fakeScene();
    const call = atWork(setup(scene, "--paste", "--json"), scene.dir);
    await call.said(/base64,(\S+)$/m);
    call.type("never-given");
    expect(await call.exit).toBe(5);
    expect(JSON.parse(call.stdout())).toMatchObject({ code: "github.refused" });
    expect(readdirSync(join(scene.dir, "secrets"))).toEqual([]);
  });

  it("waits no longer than it was told", async () => {
    await using scene = await fakeScene();
    expect(await runCli(setup(scene, "--wait", "PT1S", "--json"), { home: scene.dir })).toMatchObject({
      exit: 2,
      json: { code: "usage.waited" },
    });
  });

  it.each([
    ["usage.url", ["--url", "http://countersign.acme.example"]],
    ["usage.url", ["--url", "countersign"]],
    ["usage.url", ["--url", SERVICE, "--web", "http://github.acme.example"]],
    ["usage.organisation", ["--url", SERVICE, "--org", "../acme"]],
    ["usage.app-name", ["--url", SERVICE, "--name", "x".repeat(40)]],
    ["usage.duration", ["--url", SERVICE, "--wait", "PT2H"]],
    ["usage.missing", []],
  ])("refuses with %s before anybody opens a page: %j", async (code, args) => {
    await using scene = await fakeScene();
    const call = ["github", "setup", "--folder", join(scene.dir, "secrets"), ...args, "--json"];
    expect(await runCli(call, { home: scene.dir })).toMatchObject({ exit: 2, json: { code } });
  });

  it("puts no secret into a repository", async () => {
    await using scene = await fakeScene();
    mkdirSync(join(scene.dir, "secrets/.git"), { recursive: true });
    const run = await runCli(setup(scene, "--json"), { home: scene.dir });
    expect(run).toMatchObject({ exit: 2, json: { code: "usage.secrets-in-repository" } });
  });
});

/** GitHub behind a proxy that does something between the making of the App and its answer. */
async function between(scene: Scene, deed: () => unknown) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(`${scene.github.url}${request.url}`, { method: request.method ?? "GET" });
    const body = await answer.text();
    if ((await deed()) !== "lost") response.writeHead(answer.status).end(body);
    else response.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    api: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/api/v3`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

describe("github setup, cut off between the App and its files", () => {
  it("says so when it is called again, and what to do", async () => {
    await using scene = await fakeScene();
    const killed = Promise.withResolvers<void>();
    await using proxy = await between(scene, async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
      killed.resolve();
    });
    const args = setup(scene, "--paste", "--org", "acme", "--api", proxy.api);
    const child = spawn(COMMAND, args, { stdio: ["pipe", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (part) => {
      said += String(part);
      const page = /base64,(\S+)\n/.exec(said)?.[1];
      if (page === undefined || child.stdin.writableEnded) return;
      child.stdin.end(`${returned(scene, formOf(Buffer.from(page, "base64").toString("utf8")))}\n`);
    });
    await killed.promise;
    expect(scene.github.state.apps.all()).toHaveLength(1);
    const again = await runCli(setup(scene, "--json"), { home: scene.dir });
    const remedy = expect.stringMatching(/organizations\/acme\/settings\/apps: delete acme-countersign/);
    expect(again).toMatchObject({ exit: 2, json: { code: "usage.app-begun", remedy } });
  });

  it.each([
    ["usage.not-a-file", 2, "the key's place is taken", (dir: string) => mkdirSync(join(dir, "secrets/app.pem"))],
    ["files.conflict", 5, "a key lies there by now", (dir: string) => writeFileSync(join(dir, "secrets/app.pem"), "x")],
    ["github.unreachable", 5, "the answer is lost", () => "lost"],
  ])("says %s (exit %i) with the same remedy where %s", async (code, exit, _what, deed) => {
    await using scene = await fakeScene();
    await using proxy = await between(scene, () => deed(scene.dir));
    const call = atWork(setup(scene, "--paste", "--org", "acme", "--api", proxy.api, "--json"), scene.dir);
    const page = Buffer.from(await call.said(/base64,(\S+)$/m), "base64").toString("utf8");
    call.type(returned(scene, formOf(page)));
    expect(await call.exit).toBe(exit);
    const remedy = expect.stringContaining("delete acme-countersign if it is there, remove");
    expect(JSON.parse(call.stdout())).toMatchObject({ code, remedy });
    const again = await runCli(setup(scene, "--json"), { home: scene.dir });
    expect(again).toMatchObject({ exit: 2, json: { code: "usage.app-begun" } });
  });
});
