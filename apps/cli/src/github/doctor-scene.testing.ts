import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { policyVersion } from "@countersign/core";
import { examplePolicy, exampleWith } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { manifestIn } from "@countersign/github-fake";
import type { Switches } from "@countersign/github-fake";
import { beginLog, governance } from "@countersign/home/testing";
import { runCli } from "../run.testing.ts";
import { CHECK_NAME } from "./app-plan.ts";
import { atWork, fakeScene } from "./fake-scene.testing.ts";

/** What somebody took to his browser and brought back. */
async function madeBySetup(scene: Awaited<ReturnType<typeof fakeScene>>, url: string, ...more: readonly string[]) {
  const folder = join(scene.dir, "secrets");
  const call = ["github", "setup", "--url", url, "--folder", folder, "--web", scene.github.url, "--org", "acme"];
  const setup = atWork([...call, ...more, "--paste", "--json"], join(scene.dir, "nowhere"));
  const manifest = manifestIn(await setup.said(/base64,(\S+)$/m));
  setup.type(scene.world.submitManifest(scene.acme.id, manifest));
  if ((await setup.exit) !== 0) throw new Error(setup.stderr());
  return JSON.parse(setup.stdout()) as { readonly app: number; readonly settings: string };
}

/** An App made by `github setup`, installed where it should be, with everything required of it; and a home whose settings name it. */
export async function doctorScene(switches: Partial<Switches> = {}) {
  const scene = await fakeScene(switches);
  const { world, github, acme, ada, dir } = scene;
  const taking = { status: 202 };
  const service = createServer((request, response) => {
    request.resume();
    response.writeHead(taking.status).end();
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const address = service.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const { app, settings } = await madeBySetup(scene, url, "--administration");
  const feed = await world.createRepository(acme.id, { name: "feed" });
  world.setRole(feed.id, ada.id, "admin");
  const files = { "ranker/score.py": "score = 1\n" };
  const tip = await world.commit(feed.id, ada.id, { branch: "main", files, message: "Begin" });
  const installation = world.install(app, acme.id, ada.id);
  const check = { context: CHECK_NAME, integration_id: app };
  const rules = [{ type: "required_status_checks", parameters: { required_status_checks: [check] } }];
  const ruleset = world.createRuleset(feed.id, ada.id, {
    name: "reviewed",
    rules,
    include: ["~DEFAULT_BRANCH", "refs/heads/release/*"],
  });
  const environment = world.setEnvironment(feed.id, "production-eu", { apps: [app], adminsMayBypass: false });
  await github.settle();

  const id = `github:${feed.id}`;
  const document = exampleWith("repositories.0.id", id, examplePolicy());
  const home = join(dir, "home");
  const git = ["-C", world.gitFolder(feed.id), "rev-parse", `${tip}^{tree}`];
  const tree = execFileSync("git", git, { encoding: "utf8" }).trim();
  await beginLog(home, policyVersion(nodeCrypto, document), governance(document, tip, tree, id));
  mkdirSync(home, { recursive: true });
  const write = (repositories: string) =>
    writeFileSync(join(home, "service.yaml"), `url: ${url}\nrepositories: [${repositories}]\n${settings}\n`);
  write(`{ id: "${id}", fetch: github }`);
  return {
    ...scene,
    app,
    feed,
    id,
    installation,
    ruleset,
    environment,
    home,
    taking,
    settings,
    url,
    write,
    doctor: (...more: readonly string[]) => runCli(["github", "doctor", ...more], { home }),
    async [Symbol.asyncDispose]() {
      service.close();
      service.closeAllConnections();
      await scene[Symbol.asyncDispose]();
    },
  };
}
