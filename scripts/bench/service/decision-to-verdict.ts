import { formatEnvelope } from "@countersign/attest";
import { contentsOf } from "@countersign/home";
import type { LoadedStage } from "./loaded-stage.ts";
import { decisionAbout } from "./logged-changes.ts";
import { queuedChange, recordOf } from "./proposing.ts";
import { processorTime } from "./running-service.ts";
import { sample } from "./samples.ts";
import { servedGate } from "./served-gate.ts";
import type { ServedGate } from "./served-gate.ts";
import type { ServiceBenchmark } from "./service-benchmark.ts";
import { MAIN } from "./service-policy.ts";
import { quantilesOf } from "./service-row.ts";

/** Aim for the gate's 95th answer of a hundred with warm state, in milliseconds. */
const AIM = 100;
const PROPOSAL = "refs/heads/change/line";

/** What a deployment waits for: a signed decision that is handed in, and the gate's signed verdict on the commit. */
export const decisionToVerdict: ServiceBenchmark = {
  name: "verdict",
  about: "from a signed decision to the gate's allow, over HTTP; and the gate with warm state when nothing is new",
  async measure(stage, samples) {
    const { repository, bare } = stage;
    await using gate = await servedGate(stage);
    await repository.hook(stage.hook);
    await gate.allows(repository.first.commit);
    const pids = { web: stage.web, gate: gate.pid };
    const spent = Object.fromEntries(Object.keys(pids).map((name) => [name, 0]));
    const taken: number[] = [];
    let tip = repository.first.commit;
    const decided = await sample(
      Math.ceil(samples / 2),
      async (at) => {
        const { commit, envelope } = await undecided(stage, at, tip);
        const before = Object.entries(pids).map(([name, pid]) => [name, processorTime(pid)] as const);
        const start = performance.now();
        await handIn(stage, envelope);
        taken.push(performance.now() - start);
        await gate.allows(commit);
        const time = performance.now() - start;
        for (const [name, earlier] of before)
          spent[name] = (spent[name] ?? 0) + processorTime(name === "web" ? pids.web : pids.gate) - earlier;
        await repository.push(repository.bare, { [MAIN]: commit });
        tip = commit;
        return time;
      },
      bare,
    );
    const cpu = Object.fromEntries(Object.entries(spent).map(([name, time]) => [name, time / decided.ours.samples]));
    const warm = await gateRow(gate, samples, tip, stage);
    await repository.hook(undefined);
    return [
      { name: "decision to verdict", unit: "ms", ...decided, cpu },
      {
        name: "  the decision alone, durable and cosigned",
        unit: "ms",
        ours: quantilesOf(taken),
        baselines: decided.baselines,
      },
      warm,
    ];
  },
};

/** A proposal on top of the tip that waits in the queue, and the oracle's approval of it. */
async function undecided(stage: LoadedStage, at: number, tip: string) {
  const commit = stage.repository.commit(20_000 + at, tip);
  await stage.repository.push(stage.repository.bare, { [PROPOSAL]: commit });
  const record = await recordOf(stage, await queuedChange(stage, PROPOSAL, commit));
  const contents = await stage.home.work(async (opened) => contentsOf(opened));
  return { commit, envelope: decisionAbout(contents, record, "dana", "approve").envelope };
}

async function handIn({ readers }: LoadedStage, envelope: Parameters<typeof formatEnvelope>[0]): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = formatEnvelope(envelope);
  await readers.askAs("dana", { method: "POST", path: "/v1/decisions", headers, body });
}

async function gateRow(gate: ServedGate, samples: number, tip: string, { bare }: LoadedStage) {
  await gate.allows(tip);
  const before = processorTime(gate.pid);
  const timed = await sample(samples, () => gate.allows(tip), bare);
  const cpu = { gate: (processorTime(gate.pid) - before) / samples };
  return { name: "gate over HTTP, warm, nothing new", unit: "ms", ...timed, aim: AIM, cpu } as const;
}
