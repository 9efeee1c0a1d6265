import { lasting } from "./waiting.ts";
import type { Hub } from "./hub.ts";

/** What the App said about a job that waits for it: what it reported, or how it decided and why. */
export type SaidOfJob = { readonly state: "waiting" | "approved" | "rejected"; readonly comment: string };

/** Milliseconds for an answer: what lands is looked at first. */
const PATIENCE = 150_000;

/** A workflow deploys what is on `main` to production; answers the run. */
export async function deploy({ github, repository, mira }: Hub): Promise<number> {
  return (await github.world.deploy(repository, mira, { environments: ["production"] })).id;
}

/** What the App says about a run once it is what the story needs. */
export function saidOf({ github, stop }: Hub, run: number, wanted: (said: SaidOfJob) => boolean): Promise<SaidOfJob> {
  let last: SaidOfJob | undefined;
  const what = () => `the App said ${JSON.stringify(last)} of a deployment`;
  return lasting({ what, patience: PATIENCE, stop }, () => {
    last = newest(github, run);
    return last !== undefined && wanted(last) ? last : undefined;
  });
}

function newest({ state }: Hub["github"], run: number): SaidOfJob | undefined {
  const ask = state.asks.where((one) => one.run === run).at(-1);
  if (ask === undefined) return undefined;
  const decided = state.approvals.where((one) => one.run === run).at(-1);
  if (decided !== undefined) return { state: decided.state, comment: decided.comment };
  const report = ask.reports.at(-1);
  return report === undefined ? undefined : { state: "waiting", comment: report };
}
