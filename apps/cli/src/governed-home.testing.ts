import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { generateSshKey, sshSigner } from "@countersign/adapters/keys";
import type { SshSigner } from "@countersign/adapters/keys";
import { gitHistory, tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { afterAll, vi } from "vitest";
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
  /** Where the policy says that the repository is: in the folder where the home was made, of which this may be a copy. */
  readonly uri: string;
  readonly commit: string;
  readonly key: (person: PersonId) => string;
  readonly signer: (person: PersonId) => Promise<SshSigner>;
  readonly run: (...args: readonly string[]) => Promise<CliRun>;
};

/** Everything up to `policy new`, made by the commands themselves; nobody has signed anything. */
export function startedHome(folder: string, witness: readonly string[] = ["oracle-w"]): Promise<Governed> {
  return onceMade(`started ${witness.join()}`, folder, (at) => newHome(at, witness));
}

/** The same with its policy signed by everybody and published. */
export function governedHome(folder: string): Promise<Governed> {
  return onceMade("governed", folder, async (at) => {
    const started = await newHome(at);
    await signedByAll(started);
    await done(started.run("policy", "publish", started.policy));
    return started;
  });
}

/** A started home that shares nothing with any other. */
export async function newHome(folder: string, witness: readonly string[] = ["oracle-w"]): Promise<Governed> {
  const repo = gitHistory(join(folder, "feed"));
  const commit = repo.commit({ files: { "ranker/score.py": "weight = 1\n" } });
  const governed = governedIn(folder, { repo, uri: `git+${pathToFileURL(repo.path).href}`, commit });
  const { key, run, policy } = governed;
  mkdirSync(join(folder, "keys"));
  for (const person of ["olga", "dana", "nils"] as const)
    await generateSshKey({ file: key(person), comment: `${person} at home` });
  await done(run("init", "--origin", ORIGIN, ...witness.flatMap((name) => ["--witness", name])));
  const who = (option: string, person: PersonId) => [
    `--${option}`,
    `${PEOPLE[person]}:${person}:${person}@${PEOPLE[person]}.example:${key(person)}.pub`,
  ];
  const people = [...who("operator", "olga"), ...who("oracle", "dana"), ...who("data-guard", "nils")];
  await done(run("policy", "new", "--repo", repo.path, "--repository", "local:feed", ...people, "-o", policy));
  return governed;
}

function governedIn(folder: string, begun: Pick<Governed, "repo" | "uri" | "commit">): Governed {
  const home = join(folder, "home");
  const key = (person: PersonId) => join(folder, "keys", person);
  return {
    folder,
    home,
    policy: join(folder, "policy.yaml"),
    ...begun,
    key,
    run: (...args) => runCli(args, { home }),
    signer: (person) => sshSigner({ file: key(person) }, {}),
  };
}

const MADE = new Map<string, Promise<Governed & { readonly [Symbol.dispose]: () => void }>>();
afterAll(async () => {
  for (const made of MADE.values()) (await made)[Symbol.dispose]();
  MADE.clear();
});

/**
 * What dozens of calls of the program make in a folder: made once in a file of tests, and a copy for each that asks for it by that name.
 * Two copies are homes with the same keys and one past; a home that has nothing in common with others is made by itself.
 */
export async function onceMade(
  name: string,
  folder: string,
  make: (folder: string) => Promise<Governed>,
): Promise<Governed> {
  const making = MADE.get(name) ?? madeApart(make);
  MADE.set(name, making);
  const { folder: original, repo, uri, commit } = await making;
  cpSync(original, folder, { recursive: true });
  return governedIn(folder, { repo: repo.continuedIn(join(folder, relative(original, repo.path))), uri, commit });
}

async function madeApart(make: (folder: string) => Promise<Governed>) {
  const folder = tempFolder();
  return { ...(await make(folder.path)), [Symbol.dispose]: () => folder[Symbol.dispose]() };
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
