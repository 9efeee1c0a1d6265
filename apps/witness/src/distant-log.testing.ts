import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gitHistory } from "@countersign/testkit";
import type { History } from "@countersign/testkit";

const COUNTERSIGN = fileURLToPath(new URL("../../cli/bin/countersign", import.meta.url));

/** What a command of countersign answered. */
type Said = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The operator's side: a home with a log whose witnesses are elsewhere, a repository, and the keys of three people. */
export type DistantLog = {
  readonly folder: string;
  readonly home: string;
  readonly feed: History;
  readonly run: (...args: readonly string[]) => Promise<Said>;
  /** Runs a command with `--json` that has to succeed. */
  readonly json: (...args: readonly string[]) => Promise<{ readonly [name: string]: unknown }>;
  readonly logKey: string;
  /** Writes a policy with these witnesses, all of them asked for, has everybody sign it, and publishes it. */
  readonly publish: (
    witnesses: readonly { readonly name: string; readonly key: string; readonly url: string }[],
    edit?: (policy: string) => string,
  ) => Promise<Said>;
  /** The next version of the policy, edited, signed by everybody, and published. */
  readonly amend: (edit: (policy: string) => string) => Promise<Said>;
  /** Proposes a baseline at the newest commit and has everybody sign it. */
  readonly baseline: () => Promise<Said>;
};

/** Makes a home and what goes with it in a folder. */
export async function distantLog(folder: string): Promise<DistantLog> {
  const at = (name: string) => join(folder, name);
  const run: DistantLog["run"] = async (...args) => {
    const env = { ...process.env, COUNTERSIGN_HOME: at("home") };
    // The test plays servers meanwhile, so nothing may block it.
    const child = spawn(COUNTERSIGN, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (part) => (said.stdout += String(part)));
    child.stderr.on("data", (part) => (said.stderr += String(part)));
    const [status] = await once(child, "close");
    return { status, ...said };
  };
  const done = async (...args: readonly string[]) => {
    const said = await run(...args);
    if (said.status !== 0) throw new Error(`${args.join(" ")}: ${said.stderr}`);
    return said;
  };
  const feed = gitHistory(at("feed"));
  feed.commit({ files: { "score.py": "WATCH_TIME = 0.31\n" } });
  for (const person of PEOPLE)
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", person, "-f", at(person)]);
  const json: DistantLog["json"] = async (...args) => JSON.parse((await done(...args, "--json")).stdout);
  const { key } = await json("init", "--origin", "log.acme.example/feed");
  return {
    folder,
    home: at("home"),
    feed,
    run,
    json,
    logKey: String(key),
    async publish(witnesses, edit = (policy) => policy) {
      const sides = ["--operator", "acme:olga:olga@acme.example:olga.pub", "--oracle", "oracle:dana:dana.pub"];
      await done(
        "policy",
        "new",
        "--repo",
        "feed",
        ...sides,
        "--data-guard",
        "nordsec:nils:nils.pub",
        "-o",
        "policy.yaml",
      );
      const listed = witnesses.map(({ name, key, url }, index) => {
        const organisation = index === 0 ? "oracle" : "nordsec";
        return `    - {name: ${name}, organisation: ${organisation}, key: "${key}", url: "${url}"}\n`;
      });
      const policy = readFileSync(at("policy.yaml"), "utf8")
        .replace(/ {2}witnesses: .*\n/, `  witnesses:\n${listed.join("")}`)
        .replace(/ {2}quorum: .*\n/, `  quorum: {all: [${witnesses.map(({ name }) => name).join(", ")}]}\n`);
      writeFileSync(at("policy.yaml"), edit(policy));
      for (const person of PEOPLE) await done("policy", "sign", "policy.yaml", "--key", person);
      return run("policy", "publish", "policy.yaml");
    },
    async amend(edit) {
      const next = readFileSync(at("policy.yaml"), "utf8").replace(
        /^version: (\d+)/m,
        (_, version) => `version: ${Number(version) + 1}`,
      );
      writeFileSync(at("policy.yaml"), edit(next));
      for (const person of PEOPLE) await done("policy", "sign", "policy.yaml", "--key", person);
      return run("policy", "publish", "policy.yaml");
    },
    async baseline() {
      const { change } = await json("baseline", "--repo", "feed", "--commit", "main");
      for (const person of PEOPLE.slice(0, -1)) await done("approve", String(change), "--key", person, "--yes");
      return run("approve", String(change), "--key", "nils", "--yes");
    },
  };
}

const PEOPLE = ["olga", "dana", "nils"] as const;
