import { exampleWith } from "@countersign/core/testing";
import { z } from "zod";
import { appScene } from "../app.testing.ts";
import type { SceneOptions } from "../app.testing.ts";
import { GITHUB_DEPLOYMENTS } from "./ask-for-deployments.ts";

export type Scene = Awaited<ReturnType<typeof appScene>>;

export const EU = "production-eu";
export const SCORE = "ranker/score.py";
export const MINUTE = 60;
export const DAY = 86_400;

/** Our rule stands before the environment; witnesses' times stay fresh for months. */
export async function gated(options: SceneOptions = {}, name = EU): Promise<Scene> {
  const policy = (document: Parameters<NonNullable<SceneOptions["policy"]>>[0]) =>
    exampleWith("environments.0.freshness", "P90D", document);
  const scene = await appScene({ policy, ...options });
  scene.world.setEnvironment(scene.repository.id, name, { apps: [scene.app.id] });
  return scene;
}

/** Somebody changes the ranking on main without a word, and it is deployed at once. */
export async function deployUnreviewed(scene: Scene, environments: readonly string[] = [EU]) {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: "score = 2\n" };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Faster" });
  return { head, run: await world.deploy(repository.id, ada.id, { environments }) };
}

/** What people are told of deployments. */
export const told = async (scene: Scene) =>
  (await scene.db.selectFrom("event").select("data").where("kind", "=", "gate.bypassed").orderBy("id").execute())
    .map(({ data }) => z.object({ code: z.string(), run: z.number().optional() }).parse(data))
    .filter(({ run }) => run !== undefined)
    .map(({ code, run }) => [code, run]);

/** What pages that are open hear of deployments. */
export const heard = async (scene: Scene) =>
  (
    await scene.db
      .selectFrom("event")
      .select(["kind", "data"])
      .where("kind", "in", ["deployment.waiting", "deployment.decided"])
      .orderBy("id")
      .execute()
  ).map(({ kind, data }) => [kind, z.object({ code: z.string(), environment: z.string() }).parse(data)]);

/** Somebody changes the ranking on main, it is approved, and deployed. */
export async function landed(scene: Scene, score: number) {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: `score = ${score}\n` };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Faster" });
  const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
  await scene.settle();
  await scene.decide(head, "dana", "approve");
  await scene.settle();
  world.finish(run.id);
  await passes(scene, 700);
  return { head, run };
}

/** What there is to do is done, again and again, as time goes by. */
export async function passes(scene: Scene, seconds: number, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    scene.later(seconds);
    await scene.ask(GITHUB_DEPLOYMENTS);
    await scene.settle();
  }
}

export const rows = (scene: Scene) =>
  scene.db.selectFrom("github_deployment").selectAll().orderBy("deployment").execute();
export const states = async (scene: Scene) =>
  (await rows(scene)).map(({ state, believed, code, decision }) => [state, believed, code, decision]);
export const approvals = (scene: Scene) => scene.github.state.approvals.all();
export const reports = (scene: Scene) => scene.github.state.asks.all().flatMap(({ reports: said }) => said);
export const statusOf = (scene: Scene, run: number) => {
  const found = scene.github.state.runs.get(run);
  return [found?.status, found?.conclusion];
};

/** What GitHub says when a run of `acme/feed` waits. */
export function payloadOf({ repository, installation, ada, c0, github }: Scene, run: number) {
  return {
    action: "requested",
    environment: EU,
    deployment_callback_url: `${github.apiUrl}/repos/acme/feed/actions/runs/${run}/deployment_protection_rule`,
    deployment: { id: 1, sha: c0, ref: "main", created_at: "2026-11-29T10:00:00Z" },
    repository: { id: repository.id, full_name: "acme/feed" },
    installation: { id: installation.id },
    sender: { id: ada.id, login: "ada" },
  };
}
