import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openRecordsStage } from "../apps/cli/src/attacks/records.testing.ts";
import type { RecordsStage } from "../apps/cli/src/attacks/records.testing.ts";
import { TOKEN, serveStage } from "../apps/cli/src/attacks/served-gate.testing.ts";
import { CHECKOUT, blocksAfter, runBlocks } from "./operating-pages.testing.ts";

const PAGE = readFileSync(join(CHECKOUT, "docs/deploying.md"), "utf8");

/** The blocks of a language below a heading. */
function blocks(heading: string, language: string): readonly string[] {
  const [, part = ""] = PAGE.split(`\n## ${heading}\n`);
  const [section = ""] = part.split("\n## ");
  const found = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, text = ""]) => text,
  );
  if (found.length === 0) throw new Error(`no ${language} under ${heading}`);
  return found;
}

/** What each tool runs, as a shell would be given it. */
function scripts(): Readonly<Record<string, string>> {
  const [asked = "", own = ""] = blocks("Any job", "sh");
  const jenkins = /sh '''(.*?)'''/s.exec(blocks("Jenkins", "groovy").join(""))?.[1] ?? "";
  const { countersign } = parse(blocks("GitLab", "yaml").join("")) as { countersign: { script: string[] } };
  const job = parse(blocks("Argo CD", "yaml").join("")) as {
    spec: { template: { spec: { containers: [{ command: string[]; args: string[] }] } } };
  };
  const [{ command, args }] = job.spec.template.spec.containers;
  expect(command).toEqual(["/bin/sh", "-euc"]);
  return { asked, own, jenkins, gitlab: countersign.script.join("\n"), argo: args.join("") };
}

async function landed(stage: RecordsStage, score: number, covered: boolean): Promise<string> {
  const files = { "ranker/score.py": `def score(post):\n    return ${score}\n` };
  const tip = stage.repo.git(["rev-parse", "refs/heads/main"]).trim();
  const head = stage.repo.commit({ files, ref: `refs/heads/p${score}`, parents: [tip] });
  if (covered) await stage.cover(head);
  else await stage.capture(head, { base: tip });
  stage.repo.git(["update-ref", "refs/heads/main", head]);
  return head;
}

describe("docs/deploying.md", { timeout: 240_000 }, () => {
  it("each tool's command deploys what is approved, and nothing else", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const [approved, pending] = [await landed(stage, 2, true), await landed(stage, 3, false)];
    const token = join(folder.path, "token");
    writeFileSync(token, TOKEN);
    const deploy = join(folder.path, "deploy");
    writeFileSync(deploy, "#!/bin/sh\n: > deployed\n");
    chmodSync(deploy, 0o755);
    await stage.run("bundle", "-o", join(folder.path, "log.bundle"));
    const env = {
      GATE: served.url,
      GATE_TOKEN: token,
      GATE_KEY: stage.gateKeyText,
      REPOSITORY: "local:feed",
      WAIT: "PT0S",
      CLONE: stage.repo.path,
      ROOT: join(stage.home, "root.json"),
      BUNDLE: join(folder.path, "log.bundle"),
      SECONDS_TO_WAIT: "0",
      COUNTERSIGN_HOME: join(folder.path, "pipeline"),
    };
    const deployed = join(folder.path, "deployed");
    for (const [tool, script] of Object.entries(scripts()))
      for (const [commit, status] of [
        [approved, 0],
        [pending, 3],
        ["1".repeat(40), 6],
      ] as const) {
        rmSync(deployed, { force: true });
        const ended = await runBlocks(script, folder.path, { ...env, COMMIT: commit });
        expect({ tool, commit, ...ended }).toMatchObject({ tool, commit, status });
        if (script.includes("./deploy"))
          expect({ tool, deployed: existsSync(deployed) }).toEqual({ tool, deployed: status === 0 });
      }
  });

  it("a client of one's own deploys what is approved, and has it logged; with the verdict itself it is refused", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const at = (name: string) => join(folder.path, name);
    const [approved, pending] = [await landed(stage, 2, true), await landed(stage, 3, false)];
    writeFileSync(at("token"), TOKEN);
    writeFileSync(at("deploy"), "#!/bin/sh\n: > deployed\n", { mode: 0o755 });
    const client = blocksAfter("gate.md", "## As a process of its own");
    const run = async (commit: string) =>
      runBlocks(client, folder.path, {
        GATE: served.url,
        GATE_TOKEN: at("token"),
        GATE_KEY: stage.gateKeyText,
        REPOSITORY: "local:feed",
        BUILD: `build-${commit.slice(0, 8)}`,
        COMMIT: commit,
        COUNTERSIGN_HOME: at("pipeline"),
      });
    expect((await run(pending)).status).toBe(1);
    expect(existsSync(at("deployed"))).toBe(false);
    const { status, stdout } = await run(approved);
    expect([status, existsSync(at("deployed"))]).toEqual([0, true]);
    expect(stdout).toContain('"leaf"');
    const { requestId, verdict } = JSON.parse(readFileSync(at("answer.json"), "utf8"));
    expect(
      await served.post("/v1/deployments", JSON.stringify({ requestId, verdict, state: "succeeded" })),
    ).toMatchObject({ status: 400, json: { code: "usage.request" } });
  });

  it("names no file that is not there", () => {
    for (const [, link = ""] of PAGE.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(CHECKOUT, "docs", link)), link).toBe(true);
  });
});
