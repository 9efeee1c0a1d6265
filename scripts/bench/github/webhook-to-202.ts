import { processorTime } from "../service/running-service.ts";
import { quantilesOf } from "../service/service-row.ts";
import type { ServiceRow } from "../service/service-row.ts";
import { until } from "../service/until.ts";
import type { GithubStage } from "./github-stage.ts";
import { sendFor } from "./load.ts";
import { WAITS, propose, untilCheck } from "./proposing.ts";

/** Deliveries a second, and milliseconds of one turn. */
const RATE = 500;
const TURN = 1_000;
/** Milliseconds in which what was delivered is done, in the end. */
const PATIENCE = 900_000;

/**
 * From a delivery to its 202 at 500 a second, the service's worker being at those before; a bare receiver on the same PostgreSQL takes turns
 * with it. Then how long the worker takes for those that are left. The delivery is one that GitHub sent, under another id each time.
 */
export async function webhookTo202(stage: GithubStage, seconds: number): Promise<readonly ServiceRow[]> {
  const { db, app, secret, service, bareInbox } = stage;
  const { headSha } = await propose(stage, "load");
  await untilCheck(stage, headSha, WAITS);
  const { body } = await db
    .selectFrom("github_delivery")
    .select("body")
    .where("event", "=", "pull_request")
    .orderBy("received", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  const load = { body, secret, app: app.id };
  const [ours, bare]: [number[], number[]] = [[], []];
  const web = service.pids.get("web") ?? 0;
  let spent = 0;
  for (let turn = 0; turn < seconds; turn += 1) {
    bare.push(...(await sendFor({ ...load, url: bareInbox.url }, RATE, TURN)));
    const before = processorTime(web);
    ours.push(...(await sendFor({ ...load, url: `${service.url}/v1/github/webhooks` }, RATE, TURN)));
    spent += processorTime(web) - before;
  }
  const behind = await untilProcessed(stage);
  const baselines = [{ name: "Express, one insert", value: quantilesOf(bare) }];
  return [
    {
      name: `webhook to 202, ${RATE} a second, ${Math.round(body.length / 1000)} kB`,
      unit: "ms",
      ours: quantilesOf(ours),
      baselines,
      cpu: { web: spent / ours.length },
    },
    // Nothing waits for it but what follows from it; it is how many a second one worker has done.
    { name: "  the worker's time for one of them", unit: "ms", ours: quantilesOf([behind / ours.length]), baselines },
  ];
}

async function untilProcessed({ db }: GithubStage): Promise<number> {
  const start = performance.now();
  const waiting = () => db.selectFrom("github_delivery").select("id").where("processed", "is", null).limit(1).execute();
  await until(async () => (await waiting()).length === 0, PATIENCE);
  return performance.now() - start;
}
