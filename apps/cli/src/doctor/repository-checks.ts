import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fetchCommits, headerDefects, openRepository, openSource } from "@countersign/adapters/git";
import type { Source } from "@countersign/adapters/git";
import { CountersignError, contributorsOf, emptyTree, parseOid } from "@countersign/core";
import type { Commit, Oid, Policy, Repository, RepositoryPolicy } from "@countersign/core";
import { openMirrored } from "../source.ts";
import { examine } from "./examination.ts";
import type { Check, Found } from "./examination.ts";

/** What to look at: `rules` are those of the policy, where there is one. */
export type RepositoryQuestion = {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ref: string;
  readonly commits: number;
  readonly rules?: { readonly policy: Policy; readonly repository: RepositoryPolicy };
};

/** Everything about a clone that would end a fetch or a judgement. No git command runs in it. */
export async function repositoryChecks(question: RepositoryQuestion): Promise<readonly Check[]> {
  const opened: Source[] = [];
  const owner = await examine("repository", async () => {
    const source = await openSource(question.path);
    opened.push(source);
    return `${source.dir} is yours, ${source.objectFormat}`;
  });
  const [source] = opened;
  if (source === undefined) return [owner];
  const first = [
    owner,
    await examine("repository.shallow", () => shallow(source)),
    await examine("repository.partial", () => partial(source)),
    await examine("repository.altered", () => altered(source)),
  ];
  if (first.some(({ state }) => state === "fails")) return first;
  const defects = await examine("repository.old-header-defects", () => oldDefects(source, question));
  return [...first, defects, ...(await contents(source, question))];
}

function shallow({ shallow: cut }: Source): Found {
  if (!cut) return "the history is whole";
  return { state: "fails", code: "git.shallow", message: "the history is cut off in this clone" };
}

async function partial({ commonDir }: Source): Promise<Found> {
  const packs = await readdir(join(commonDir, "objects/pack")).catch(() => []);
  const config = await text(join(commonDir, "config"));
  if (!packs.some((name) => name.endsWith(".promisor")) && !/^\s*(partialclone\w*|promisor)\s*=/im.test(config))
    return "no object was left out";
  return { state: "fails", code: "git.missing-object", message: "a partial clone: objects are missing in it" };
}

/** Replaced objects are never fetched, and borrowed ones are; a history with grafts cannot be delivered. */
async function altered({ commonDir }: Source): Promise<Found> {
  if ((await text(join(commonDir, "info/grafts"))) !== "")
    return { state: "fails", code: "git.fetch", message: "info/grafts shows another history than the objects" };
  const replaced = await readdir(join(commonDir, "refs/replace")).catch(() => []);
  const packed = await text(join(commonDir, "packed-refs"));
  if (replaced.length > 0 || packed.includes(" refs/replace/")) {
    const remedy = "Remove them, so that you see what the gate sees: git replace --delete ID";
    return { state: "warning", code: "git.replace-refs", message: "replaced objects are ignored by the gate", remedy };
  }
  if ((await text(join(commonDir, "objects/info/alternates"))) === "") return "no grafts, replacements or alternates";
  const remedy = "Make the clone complete: git repack -a -d, then remove objects/info/alternates.";
  return { state: "warning", code: "git.alternates", message: "objects are borrowed from another repository", remedy };
}

/** The ids of commits with old header defects, ready to be pasted into the policy. */
async function oldDefects(source: Source, { env, ref, rules }: RepositoryQuestion): Promise<Found> {
  const found = await headerDefects(source, { refs: [ref], searchPath: env["PATH"] ?? "" });
  const ids = [...new Set(found.map(({ oid }) => oid))].toSorted();
  const listed = new Set<string>(rules?.repository.oldHeaderDefects);
  if (ids.every((id) => listed.has(id)))
    return ids.length === 0 ? "every object is well formed" : `${ids.length} old header defects, all in the policy`;
  const kinds = [...new Set(found.map(({ defect }) => defect))].join(", ");
  return {
    state: "fails",
    code: "git.fsck",
    message: `${ids.length} commits have malformed headers (${kinds})`,
    remedy: `If they lie below the baseline, put into the policy: oldHeaderDefects: [${ids.map((id) => `"${id}"`).join(", ")}]`,
  };
}

async function contents(source: Source, question: RepositoryQuestion): Promise<readonly Check[]> {
  const { path, env, ref, rules, commits } = question;
  const checks: Check[] = [];
  const opened = await examine("repository.fetch", async () => {
    const defects = await headerDefects(source, { refs: [ref], searchPath: env["PATH"] ?? "" });
    const skipList = defects.map(({ oid }) => parseOid(oid, source.objectFormat));
    await using mirrored = await openMirrored(path, env);
    const fetched = await fetchCommits(mirrored.mirror, mirrored.source, { refs: [ref], skipList });
    const tip = fetched.refs.get(ref);
    if (tip === undefined) throw new CountersignError("usage.ref", `${ref} is not there`);
    await using repository = openRepository(mirrored.mirror);
    checks.push(await examine("repository.submodules", () => submodules(repository, tip, rules?.repository)));
    if (rules !== undefined)
      checks.push(await examine("repository.contributors", () => contributors(repository, tip, commits, rules)));
    return `${ref} can be fetched whole`;
  });
  return [opened, ...checks];
}

async function submodules(repository: Repository, tip: Oid, rules: RepositoryPolicy | undefined): Promise<Found> {
  const { tree } = await repository.commit(tip);
  const links = (await repository.diff(emptyTree(repository.objectFormat), tree)).filter(
    ({ newMode }) => newMode === "160000",
  );
  const known = new Set(rules?.submodules.map((one) => one.path));
  const others = links.map((one) => Buffer.from(one.path, "latin1").toString()).filter((name) => !known.has(name));
  if (others.length === 0) return `${links.length} submodules`;
  const remedy = "List each under `submodules` of the repository in the policy; until then its pointer cannot move.";
  return { state: "warning", code: "gate.submodule", message: `submodules: ${others.slice(0, 10).join(", ")}`, remedy };
}

async function contributors(
  repository: Repository,
  tip: Oid,
  most: number,
  { policy, repository: rules }: NonNullable<RepositoryQuestion["rules"]>,
): Promise<Found> {
  const commits = await newest(repository, tip, most);
  const { unresolved } = contributorsOf(commits, policy, rules.contributors.ignore);
  const names = unresolved.slice(0, 10).map(({ name, email }) => JSON.stringify(`${name} <${email}>`));
  if (names.length === 0) return `everybody behind the last ${commits.length} commits is known`;
  const state = rules.contributors.unresolved === "deny" ? "fails" : "warning";
  return { state, code: "change.contributor-unresolved", message: `not in the policy: ${names.join(", ")}` };
}

/** The commits nearest to the tip, breadth first. */
async function newest(repository: Repository, tip: Oid, most: number): Promise<readonly Commit[]> {
  const seen = new Set([tip]);
  const commits: Commit[] = [];
  for (const oid of seen) {
    if (commits.length === most) break;
    const commit = await repository.commit(oid);
    commits.push(commit);
    for (const parent of commit.parents) seen.add(parent);
  }
  return commits;
}

async function text(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
