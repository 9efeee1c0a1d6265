import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMachineKey } from "@countersign/adapters/keys";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { land } from "../apps/cli/src/attacks/landing.testing.ts";
import { openStage } from "../apps/cli/src/attacks/stage.testing.ts";
import { done } from "../apps/cli/src/governed-home.testing.ts";

const BLOCKS = [...read("../docs/verify.md").matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);

/** An exported folder, and the variables that the page names. */
type Export = { readonly out: string; readonly env: Readonly<Record<string, string>> };

describe("docs/verify.md", () => {
  it.each([["a bare summary", false] as const, ["a signed summary", true] as const])(
    "holds for %s",
    async (_what, sign) => {
      using folder = tempFolder();
      const { status, stdout, stderr } = run(await exported(folder.path, sign));
      expect([status, stderr]).toEqual([0, expect.not.stringContaining("Bad")]);
      expect(stdout).toContain('Good "countersign-review@v1" signature for dana');
      expect(stdout.endsWith("ok\n")).toBe(true);
    },
  );

  it.each<[string, string, (text: string) => string]>([
    ["an altered decision", "attestations.intoto.jsonl", (text) => text.replaceAll(/[^\n]+\n$/g, altered)],
    [
      "a summary of another commit",
      "source-vsa.json",
      (text) => text.replaceAll(/"gitCommit":"[^"]+"/g, `"gitCommit":"${"0".repeat(40)}"`),
    ],
    ["a proof for another place", "decision-3.tlog-proof", (text) => text.replace("index 3", "index 2")],
    ["a proof with another salt", "decision-3.tlog-proof", (text) => text.replace(/(extra .{40})./, "$1A")],
    ["an envelope that is missing", "attestations.intoto.jsonl", (text) => text.split("\n").toSpliced(1, 1).join("\n")],
    ["another policy", "attestations.intoto.jsonl", (text) => text.split("\n").toSpliced(0, 1).join("\n")],
  ])("fails for %s", async (_what, name, alter) => {
    using folder = tempFolder();
    const files = await exported(folder.path, false);
    const path = join(files.out, name);
    const before = readFileSync(path, "utf8");
    const after = alter(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
    expect(run(files).status).not.toBe(0);
  });
});

async function exported(folder: string, sign: boolean): Promise<Export> {
  const stage = await openStage(folder);
  const head = stage.repo.commit({
    files: { "ranker/score.py": "def score(post):\n    return 2\n" },
    ref: "refs/heads/one",
    parents: [stage.c0],
  });
  await stage.cover(head);
  const tip = land(stage.repo, head, "squash");
  const [out, bundle, keyFile] = [join(folder, "out"), join(folder, "log.bundle"), join(folder, "gate.key")];
  const { text } = await generateMachineKey(keyFile);
  const asked = ["--repo", stage.repo.path, "--commit", tip, "--env", "production", "--out", out];
  await done(stage.run("export", ...asked, ...(sign ? ["--key", keyFile] : [])));
  await done(stage.run("bundle", "-o", bundle));
  const env = {
    COMMIT: tip,
    REPO: stage.repo.path,
    ROOT: join(stage.home, "root.json"),
    BUNDLE: bundle,
    BASE: stage.c0,
  };
  return { out, env: { ...env, VERIFY: pathOf("verify-decision.sh"), GATE_KEY: text } };
}

function run({ out, env }: Export) {
  const script = `set -eu\n${BLOCKS.join("\n")}`;
  return spawnSync("sh", ["-c", script], { cwd: out, encoding: "utf8", env: { PATH: process.env["PATH"], ...env } });
}

/** An envelope whose payload says something else. */
function altered(line: string): string {
  const envelope = JSON.parse(line);
  const payload = Buffer.from(envelope.payload, "base64")
    .toString()
    .replace('"fine"', '"bad"')
    .replace("approve", "reject");
  return `${JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString("base64") })}\n`;
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function read(name: string): string {
  return readFileSync(pathOf(name), "utf8");
}
