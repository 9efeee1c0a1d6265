import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateSshKey, sshSigner } from "@countersign/adapters/keys";
import type { SshSigner } from "@countersign/adapters/keys";
import { gitHistory } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { vi } from "vitest";
import { runCli } from "./run.testing.ts";
import type { CliRun } from "./run.testing.ts";

/** Every call of the program waits for the disk, and a test makes dozens of them. */
vi.setConfig({ testTimeout: 60_000 });

const ORIGIN = "log.acme.example/feed";
const PEOPLE = { olga: "acme", dana: "oracle", nils: "nordsec" } as const;
export type PersonId = keyof typeof PEOPLE;

/** A folder with a home, the key of everybody, a repository of one commit, and a policy by all of them. */
export type Governed = {
  readonly folder: string;
  readonly home: string;
  readonly policy: string;
  readonly repo: History;
  readonly commit: string;
  readonly key: (person: PersonId) => string;
  readonly signer: (person: PersonId) => Promise<SshSigner>;
  readonly run: (...args: readonly string[]) => Promise<CliRun>;
};

/** Everything up to `policy new`, made by the commands themselves; nobody has signed anything. */
export async function startedHome(folder: string, witness: readonly string[] = ["oracle-w"]): Promise<Governed> {
  const home = join(folder, "home");
  const policy = join(folder, "policy.yaml");
  const repo = gitHistory(join(folder, "feed"));
  const commit = repo.commit({ files: { "ranker/score.py": "weight = 1\n" } });
  const key = (person: PersonId) => join(folder, "keys", person);
  mkdirSync(join(folder, "keys"));
  for (const person of ["olga", "dana", "nils"] as const)
    await generateSshKey({ file: key(person), comment: `${person} at home` });
  const run = (...args: readonly string[]) => runCli(args, { home });
  await done(run("init", "--origin", ORIGIN, ...witness.flatMap((name) => ["--witness", name])));
  const who = (option: string, person: PersonId) => [
    `--${option}`,
    `${PEOPLE[person]}:${person}:${person}@${PEOPLE[person]}.example:${key(person)}.pub`,
  ];
  await done(
    run(
      "policy",
      "new",
      "--repo",
      repo.path,
      "--repository",
      "local:feed",
      ...who("operator", "olga"),
      ...who("oracle", "dana"),
      ...who("data-guard", "nils"),
      "-o",
      policy,
    ),
  );
  return { folder, home, policy, repo, commit, key, run, signer: (person) => sshSigner({ file: key(person) }, {}) };
}

/** The same with its policy signed by everybody and published. */
export async function governedHome(folder: string): Promise<Governed> {
  const started = await startedHome(folder);
  await signedByAll(started);
  await done(started.run("policy", "publish", started.policy));
  return started;
}

/** Everybody signs a policy document, the starting one unless another is named. */
export async function signedByAll({ run, key, policy }: Governed, file = policy): Promise<void> {
  for (const person of ["olga", "dana", "nils"] as const) await done(run("policy", "sign", file, "--key", key(person)));
}

/** A call that has to succeed. */
export async function done(run: Promise<CliRun>): Promise<CliRun> {
  const { exit, stderr, ...rest } = await run;
  if (exit === 0) return { exit, stderr, ...rest };
  throw new Error(`exit ${exit}: ${stderr}`);
}

/** The text of a policy document with one part replaced; a part that is not there is an error of the test. */
export function edited({ policy }: Pick<Governed, "policy">, part: string, replacement: string): string {
  const text = readFileSync(policy, "utf8");
  if (!text.includes(part)) throw new Error(`the policy has no ${part}`);
  return text.replace(part, replacement);
}
