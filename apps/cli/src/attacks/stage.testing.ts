import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@countersign/adapters/files";
import { generateMachineKey } from "@countersign/adapters/keys";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { gitHistory } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { done, edited, newHome, onceMade, signedByAll, startedHome } from "../governed-home.testing.ts";
import type { Governed, PersonId } from "../governed-home.testing.ts";
import type { CapturedJson } from "../desk.testing.ts";
import { runCli } from "../run.testing.ts";
import type { CliRun } from "../run.testing.ts";

/** What an attack is played on: a governed home, a repository whose first state `c0` is settled, and the gate. */
export type Stage = Governed & {
  /** The settled commit, the tip of main. */
  readonly c0: string;
  /** Captures base..head (base: main) and answers the JSON document. */
  readonly capture: (head: string, options?: CaptureOptions) => Promise<CapturedJson>;
  /** Says something about a change with a person's key, without asking. */
  readonly say: (decision: string, change: string, person: PersonId, ...options: readonly string[]) => Promise<CliRun>;
  /** Captures base..head and has everybody named approve it, dana unless told otherwise; answers the change. */
  readonly cover: (head: string, options?: CaptureOptions & { readonly by?: readonly PersonId[] }) => Promise<string>;
  /** Proposes a baseline and has all sides sign it. */
  readonly settle: (commit: string, ...options: readonly string[]) => Promise<void>;
  /** Writes the bundle as it is now and asks the gate. */
  readonly gate: (commit: string, options?: GateOptions) => Promise<Answer>;
  /** The same with everything that was printed. */
  readonly askGate: (commit: string, options?: GateOptions) => Promise<CliRun>;
};

type CaptureOptions = {
  readonly base?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly repository?: string;
  readonly proposal?: string;
};

export type GateOptions = {
  readonly env?: string;
  readonly ref?: string;
  readonly repository?: string;
  /** Another clone to judge from. */
  readonly repo?: string;
  /** A home whose mirror the gate keeps; by default it has none, and fetches everything anew. */
  readonly home?: string;
};

/** The gate's answer: every path of every residual, sorted, and the codes of all reasons in their order. */
export type Answer = {
  readonly decision: string;
  readonly code: string;
  readonly exit: number;
  readonly residual: readonly string[];
  readonly reasons: readonly string[];
};

export type StageOptions = {
  readonly coverage?: string;
  /** Parts of the starting policy and what replaces them. */
  readonly edits?: readonly (readonly [string, string])[];
  /** `--repository` and `--ref` of the first baseline, for a policy with several. */
  readonly place?: readonly string[];
  /** Further history of main below `c0`; answers edits that name it. */
  readonly before?: (repo: History) => StageOptions["edits"];
  /** Another repository than the started one, in this format. */
  readonly objectFormat?: "sha256";
  /** The policy lists a gate for `production`, whose key is `gate-keys/gate.key`. */
  readonly gate?: boolean;
  /** Shares nothing with any other stage. */
  readonly alone?: boolean;
};

/** The files of `c0`. */
export const FILES = {
  "ranker/score.py": "def score(post):\n    return 1\n",
  "ranker/weights.json": '{"like": 1, "share": 2}\n',
  "ui/list.ts": "export const list = [];\n",
  "docs/a.md": "About.\n",
} as const;

/** Everything that the gate of a stage asks for. */
const ALLOWED = { decision: "allow", code: "gate.allowed", exit: 0, residual: [], reasons: ["gate.allowed"] };

/** The answer to what may be deployed. */
export function allowed(): Answer {
  return ALLOWED;
}

/** A denial because of content that no captured change explains. */
export function residual(...paths: readonly string[]): object {
  return { decision: "deny", code: "gate.residual", exit: 4, residual: paths.toSorted() };
}

/** An answer that ends before anything was judged. */
export function failed(code: string, exit = 6): object {
  return { decision: "error", code, exit, residual: [] };
}

/**
 * Sets a stage by the commands themselves. `production` requires `algorithm` (dana, the coverage given), `docs/**` is out
 * of scope; `edits` replace further parts of the policy before everybody signs it.
 */
export async function openStage(folder: string, options: StageOptions = {}): Promise<Stage> {
  // What a function adds has no name by which it could be found again.
  const isOwn = options.alone || options.before !== undefined;
  const governed = isOwn
    ? await settled(folder, options)
    : await onceMade(`stage ${JSON.stringify(options)}`, folder, (at) => settled(at, options));
  return { ...governed, c0: governed.repo.id("main"), ...actions(governed) };
}

async function settled(folder: string, options: StageOptions): Promise<Governed> {
  const { coverage = "same-change", edits = [], place = [], before, objectFormat, alone = false } = options;
  const begun = await (alone ? newHome(folder) : startedHome(folder));
  const started =
    objectFormat === undefined ? begun : { ...begun, repo: gitHistory(join(folder, objectFormat), { objectFormat }) };
  const found = before?.(started.repo) ?? [];
  const c0 = started.repo.commit({ files: FILES });
  const usual = [
    ["exclude: []", 'exclude: ["docs/**"]'],
    ["coverage: [same-change]", `coverage: [${coverage}]`],
    ["requires: [algorithm, data-flow]", "requires: [algorithm]"],
  ] as const;
  const gate = options.gate ? [await listedGate(folder)] : [];
  for (const [part, replacement] of [...usual, ...found, ...gate, ...edits])
    writeFileSync(started.policy, edited(started, part, replacement));
  await signedByAll(started);
  await done(started.run("policy", "publish", started.policy));
  await actions(started).settle(c0, ...place);
  return started;
}

async function listedGate(folder: string) {
  await makeFolder(join(folder, "gate-keys"));
  const { text } = await generateMachineKey(join(folder, "gate-keys", "gate.key"));
  return ["machines: [", `machines: [{id: gate-1, kind: gate, environments: [production], key: "${text}"}, `] as const;
}

function actions({ folder, repo, home, run, key }: Governed) {
  const capture = async (head: string, options: CaptureOptions = {}) => {
    const { base = "main", repo: from = repo.path, ref, repository, proposal } = options;
    const named = Object.entries({ ref, repository, proposal }).flatMap(([option, value]) =>
      value === undefined ? [] : [`--${option}`, value],
    );
    return (await done(run("capture", "--repo", from, "--base", base, "--head", head, ...named, "--json")))
      .json as CapturedJson;
  };
  const askGate = async (commit: string, options: GateOptions = {}) => {
    const bundle = join(folder, "log.bundle");
    await done(run("bundle", "-o", bundle));
    const { home: asking = join(folder, "gate") } = options;
    const call = gateCall(commit, { repo: repo.path, ...options }, bundle, join(home, "root.json"));
    return runCli(call, { home: asking });
  };
  const say = (decision: string, change: string, person: PersonId, ...options: readonly string[]) =>
    run(decision, change, "--key", key(person), "--yes", "--json", ...options);
  return {
    capture,
    say,
    async cover(head: string, options: CaptureOptions & { readonly by?: readonly PersonId[] } = {}) {
      const { change } = await capture(head, options);
      for (const person of options.by ?? ["dana"]) await done(say("approve", change, person));
      return change;
    },
    async settle(commit: string, ...options: readonly string[]) {
      const proposed = await done(run("baseline", "--repo", repo.path, "--commit", commit, ...options, "--json"));
      const { change } = proposed.json as CapturedJson;
      for (const person of ["olga", "dana", "nils"] as const) await done(say("approve", change, person));
    },
    askGate,
    gate: async (commit: string, options: GateOptions = {}) => answerOf(await askGate(commit, options)),
  };
}

/** The command line that asks the gate. */
export function gateCall(commit: string, options: GateOptions, bundle: string, root: string): readonly string[] {
  const { env = "production", repo = "", ref, repository } = options;
  const place = [
    ...(ref === undefined ? [] : ["--ref", ref]),
    ...(repository === undefined ? [] : ["--repository", repository]),
  ];
  return [
    "gate",
    "--repo",
    repo,
    "--commit",
    commit,
    "--env",
    env,
    "--root",
    root,
    "--bundle",
    bundle,
    ...place,
    "--json",
  ];
}

/** Reads the document of a gate or of an error. */
export function answerOf({ exit, json }: CliRun): Answer {
  const { decision, code, edges = [], reasons = [] } = json as JsonObject & VerdictJson;
  const paths = edges.flatMap((edge) => edge.residual.map(({ path }) => spelled(path)));
  return { decision, code, exit, residual: paths.toSorted(), reasons: reasons.map((reason) => reason.code) };
}

type VerdictJson = {
  readonly decision: string;
  readonly code: string;
  readonly edges?: readonly { readonly residual: readonly { readonly path: JsonValue }[] }[];
  readonly reasons?: readonly { readonly code: string }[];
};

function spelled(path: JsonValue): string {
  return typeof path === "string" ? path : JSON.stringify(path);
}
