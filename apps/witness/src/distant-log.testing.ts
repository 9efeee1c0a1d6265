import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gitHistory } from "@countersign/testkit";

const COUNTERSIGN = fileURLToPath(new URL("../../cli/bin/countersign", import.meta.url));

/** What a command of countersign answered. */
type Said = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The operator's side: a home with a log whose witnesses are elsewhere, a repository, and the keys of three people. */
export type DistantLog = {
  readonly home: string;
  readonly run: (...args: readonly string[]) => Said;
  /** Runs a command with `--json` that has to succeed. */
  readonly json: (...args: readonly string[]) => { readonly [name: string]: unknown };
  readonly logKey: string;
  /** Writes a policy with these witnesses, all of them asked for, has everybody sign it, and publishes it. */
  readonly publish: (
    witnesses: readonly { readonly name: string; readonly key: string; readonly url: string }[],
  ) => Said;
  /** Proposes a baseline at the newest commit and has everybody sign it. */
  readonly baseline: () => Said;
};

/** Makes a home and what goes with it in a folder. */
export function distantLog(folder: string): DistantLog {
  const at = (name: string) => join(folder, name);
  const run: DistantLog["run"] = (...args) => {
    const env = { ...process.env, COUNTERSIGN_HOME: at("home") };
    const { status, stdout, stderr } = spawnSync(COUNTERSIGN, args, { cwd: folder, env, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const done = (...args: readonly string[]) => {
    const said = run(...args);
    if (said.status !== 0) throw new Error(`${args.join(" ")}: ${said.stderr}`);
    return said;
  };
  gitHistory(at("feed")).commit({ files: { "score.py": "WATCH_TIME = 0.31\n" } });
  for (const person of PEOPLE)
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", person, "-f", at(person)]);
  const json: DistantLog["json"] = (...args) => JSON.parse(done(...args, "--json").stdout);
  const { key } = json("init", "--origin", "log.acme.example/feed");
  return {
    home: at("home"),
    run,
    json,
    logKey: String(key),
    publish(witnesses) {
      const sides = ["--operator", "acme:olga:olga@acme.example:olga.pub", "--oracle", "oracle:dana:dana.pub"];
      done("policy", "new", "--repo", "feed", ...sides, "--data-guard", "nordsec:nils:nils.pub", "-o", "policy.yaml");
      const listed = witnesses.map(({ name, key, url }, index) => {
        const organisation = index === 0 ? "oracle" : "nordsec";
        return `    - {name: ${name}, organisation: ${organisation}, key: "${key}", url: "${url}"}\n`;
      });
      const policy = readFileSync(at("policy.yaml"), "utf8")
        .replace(/ {2}witnesses: .*\n/, `  witnesses:\n${listed.join("")}`)
        .replace(/ {2}quorum: .*\n/, `  quorum: {all: [${witnesses.map(({ name }) => name).join(", ")}]}\n`);
      writeFileSync(at("policy.yaml"), policy);
      for (const person of PEOPLE) done("policy", "sign", "policy.yaml", "--key", person);
      return run("policy", "publish", "policy.yaml");
    },
    baseline() {
      const { change } = json("baseline", "--repo", "feed", "--commit", "main");
      for (const person of PEOPLE.slice(0, -1)) done("approve", String(change), "--key", person, "--yes");
      return run("approve", String(change), "--key", "nils", "--yes");
    },
  };
}

const PEOPLE = ["olga", "dana", "nils"] as const;
