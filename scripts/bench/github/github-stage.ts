import { fileURLToPath } from "node:url";
import { freePort } from "@countersign/testkit";
import { setStage } from "../../github-faults/stage.ts";
import type { Stage } from "../../github-faults/stage.ts";
import { startServer } from "../servers.ts";
import type { Served } from "../servers.ts";
import { signIn } from "../service/readers.ts";
import type { Readers } from "../service/readers.ts";
import { runProgram } from "../service/running-service.ts";
import type { Running } from "../service/running-service.ts";

const BARE = fileURLToPath(new URL("bare-inbox.ts", import.meta.url));

/** The service in processes of its own beside a GitHub in this one, and a bare receiver on the same PostgreSQL. */
export type GithubStage = Stage & { readonly service: Running; readonly bareInbox: Served; readonly readers: Readers };

/** Starts all of it; everything is below the folder. */
export async function githubStage(folder: string): Promise<GithubStage> {
  await using opened = new AsyncDisposableStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stage = opened.use(await setStage(folder, { seed: 1, url }));
  const env = { ...process.env, DATABASE_URL: stage.databaseUrl, REDIS_URL: "" };
  const words = ["serve", "--home", stage.home.dir, "--listen", `127.0.0.1:${port}`];
  const service = opened.use(await runProgram(words, env));
  const bareInbox = opened.use(await startServer(process.execPath, [BARE, "--database", stage.databaseUrl]));
  const readers = opened.use(await signIn(url, ["dana"]));
  stage.world.setWebhook(stage.app.id, { url: `${url}/v1/github/webhooks`, secret: stage.secret });
  stage.world.install(stage.app.id, stage.acme.id, stage.ada.id);
  await stage.github.settle();
  const all = opened.move();
  return { ...stage, service, bareInbox, readers, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
