import { join } from "node:path";
import { formatEnvelope } from "@countersign/attest";
import { contentsOf } from "@countersign/home";
import { bareGit } from "../bare-git.ts";
import { decisionAbout } from "../service/logged-changes.ts";
import { sample } from "../service/samples.ts";
import type { ServiceRow } from "../service/service-row.ts";
import type { GithubStage } from "./github-stage.ts";
import { WAITS, propose, untilCheck } from "./proposing.ts";

/** What a pull request waits for: from its webhook to a check that says who is asked, and from a decision to a green one. */
export async function pullToGreen(stage: GithubStage, samples: number): Promise<readonly ServiceRow[]> {
  const heads = new Array<string>();
  const bare = await bareFetch(stage, heads);
  const checked = await sample(
    samples,
    async (at) => {
      const { headSha } = await propose(stage, `sample-${at}`);
      heads.push(headSha);
      // It was delivered as it was opened.
      const start = performance.now();
      await untilCheck(stage, headSha, WAITS);
      return performance.now() - start;
    },
    [bare],
  );
  const green = await sample(samples, (at) => approve(stage, heads[at] ?? ""), [bare]);
  return [
    { name: "webhook to a check that says who is asked", unit: "ms", ...checked },
    { name: "decision to green", unit: "ms", ...green },
  ];
}

async function approve(stage: GithubStage, head: string): Promise<number> {
  const envelope = await stage.shared.work(async (opened) => {
    const contents = contentsOf(opened);
    const found = contents.changes.findLast(({ record }) => record.head.gitCommit === head);
    if (found === undefined) throw new Error(`the log has no change of ${head}`);
    const made = decisionAbout(contents, found.record, "dana", "approve");
    return "envelope" in made ? made.envelope : undefined;
  });
  if (envelope === undefined) throw new Error("a decision has an envelope");
  const start = performance.now();
  const headers = { "content-type": "application/json" };
  await stage.readers.askAs("dana", {
    method: "POST",
    path: "/v1/decisions",
    headers,
    body: formatEnvelope(envelope),
  });
  await untilCheck(stage, head, "success");
  return performance.now() - start;
}

/** The least that has to happen for either: the head is fetched, by plain git. */
async function bareFetch({ folder, world, github, bob }: GithubStage, heads: readonly string[]) {
  const dir = join(folder, "bare-fetch.git");
  await bareGit(folder, ["init", "--quiet", "--bare", dir]);
  const basic = Buffer.from(`x-access-token:${world.userToken(bob.id)}`).toString("base64");
  await bareGit(dir, ["config", "http.extraHeader", `Authorization: Basic ${basic}`]);
  return {
    name: "git fetch of the head",
    run: async (at: number) =>
      void (await bareGit(dir, ["fetch", "--quiet", `${github.url}/acme/feed.git`, heads[at] ?? ""])),
  };
}
