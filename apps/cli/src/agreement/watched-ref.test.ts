import { CountersignError, gate, readBundle, sound, watchRef } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { shellScript, worlds } from "@countersign/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCases } from "./open-cases.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

const WORLDS = Number(process.env["COUNTERSIGN_AGREEMENT_WORLDS"] ?? "60");
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261129");

/** What the gate says of a world's candidate when nothing of deploying matters, and whether the monitor raises an alarm. */
async function bothSay({ world, about }: OpenCase) {
  const { log, parts, request } = about;
  const bundle = log.bundle(world.time, { from: 0, size: log.lines.length });
  const contents = landing(sound(await readBundle(nodeCrypto, log.root, bundle)));
  const asked = request(world.candidate);
  const judged = parts(0);
  const environments = contents.policy.policy.environments.filter(({ requires }) => requires.length > 0);
  const codes = await Promise.all(
    environments.map(({ id }) => codeOf(gate(judged, contents, { ...asked, environment: id }))),
  );
  const measure = contents.policy.policy.repositories.find(({ id }) => id === asked.repository);
  // Nobody follows what the policy does not protect.
  if (measure === undefined || !measure.refs.some(({ ref }) => ref === asked.ref)) return [];
  await using repository = await judged.source.open({ wanted: [asked.commit], welcome: [], oldDefects: [] });
  const looking = { crypto: nodeCrypto, repository, classify: judged.classify };
  const alarms = await watchRef(looking, contents, { repository: measure, ref: asked.ref, tip: asked.commit });
  const narrowed = contents.reviews.some(({ record }) => record.conditions?.environments !== undefined);
  return [{ codes, alarms: alarms.map((alarm) => alarm.code), narrowed, script: shellScript(world) }];
}

async function codeOf(verdict: ReturnType<typeof gate>): Promise<string> {
  try {
    return (await verdict).code;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

/** The log as at a time at which nothing has ended and nothing was deployed. */
function landing(log: LogContents): LogContents {
  return { ...log, time: 0, deployments: [], breakGlass: [] };
}

describe("a monitor of a protected ref", () => {
  it(
    "G11: raises an alarm where the gate would not let the ref through, and none where it would",
    { timeout: 600_000 },
    async () => {
      const played = (await withCases(fc.sample(worlds(), { seed: SEED, numRuns: WORLDS }), bothSay)).flat();
      const allows = (code: string) => code === "gate.allowed" || code === "gate.settled";
      const wrong = played.filter(({ codes, alarms, narrowed }) =>
        codes.every(allows) ? alarms.length > 0 : alarms.length === 0 && !narrowed,
      );
      expect(wrong.map(({ codes, alarms, script }) => `${codes.join()} ${alarms.join()}\n${script}`)).toEqual([]);
      expect(played.flatMap(({ alarms }) => alarms)).toContain("monitor.uncovered");
      expect(played.filter(({ alarms }) => alarms.length === 0).length).toBeGreaterThan(WORLDS / 10);
    },
  );
});
