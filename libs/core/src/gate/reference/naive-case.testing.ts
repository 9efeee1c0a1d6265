import { gitIdentity } from "./cast.testing.ts";
import { differences, digestOf } from "./difference.testing.ts";
import type {
  BaselineEvent,
  CaptureEvent,
  DeploymentEvent,
  Files,
  ReviewEvent,
  World,
  WorldCommit,
  WorldRequirement,
} from "./world.testing.ts";

/** What the reference asks of real Git; commits go by their names in the world. */
export type NaiveGit = {
  /** `git merge-tree --write-tree OURS THEIRS`; undefined when it conflicts or the histories are unrelated. */
  readonly merge: (ours: string, theirs: string) => Files | undefined;
  /** A commit of this tree with this only parent; its name can be merged like any other. */
  readonly commit: (files: Files, parent: string) => string;
};

/** A capture that became a record: its result tree, its digest, and the people whose work is in it. */
export type Captured = CaptureEvent & {
  readonly leaf: number;
  readonly result: Files;
  readonly digest: string;
  readonly contributors: readonly string[];
};

/** A review that became a record. */
export type Reviewed = ReviewEvent & { readonly leaf: number; readonly about: Captured; readonly organisation: string };

/** A world with what follows from it before any requirement is looked at. */
export type Case = {
  readonly world: World;
  readonly git: NaiveGit;
  /** The candidate's first-parent line, oldest first; an edge is named by the position of its first commit. */
  readonly line: readonly WorldCommit[];
  readonly acceptedRefs: readonly string[];
  /** Of this repository and ref, oldest record first; so are the deployments. */
  readonly baselines: readonly (BaselineEvent & { readonly leaf: number })[];
  readonly deployments: readonly (DeploymentEvent & { readonly leaf: number })[];
  readonly captures: readonly Captured[];
  readonly reviews: readonly Reviewed[];
};

/** Reads a world; voided records never existed. */
export function openCase(world: World, git: NaiveGit): Case {
  const { policy, repository, ref } = world;
  const log = world.log.map((event, leaf) => ({ ...event, leaf })).filter(({ leaf }) => !policy.void.includes(leaf));
  const isHere = (event: { readonly repository: string; readonly ref: string }) =>
    event.repository === repository && event.ref === ref;
  const captures = log.filter((event) => event.kind === "capture").flatMap((event) => capture(world, git, event));
  return {
    world,
    git,
    line: firstParentLine(world, world.candidate),
    acceptedRefs: [ref, ...(policy.refs.find((one) => one.ref === ref)?.accepts ?? [])],
    baselines: log.filter((event) => event.kind === "baseline").filter(isHere),
    deployments: log.filter((event) => event.kind === "deployment").filter(isHere),
    captures,
    reviews: log.filter((event) => event.kind === "review").flatMap((event) => review(world, captures, event)),
  };
}

/** Captured for this repository and a ref whose approvals count here. */
export function isForHere({ world, acceptedRefs }: Case, { repository, ref }: CaptureEvent): boolean {
  return repository === world.repository && acceptedRefs.includes(ref);
}

/** The commit of that name. */
export function commitNamed(world: World, name: string): WorldCommit {
  const commit = world.commits.find((one) => one.name === name);
  if (commit === undefined) throw new RangeError(`no commit ${name} in this world`);
  return commit;
}

/** Names of the commits reachable from `to` and not from `from`. */
export function range(world: World, from: string, to: string): readonly string[] {
  const below = reachable(world, from);
  return [...reachable(world, to)].filter((name) => !below.has(name));
}

/** The policy's people who authored, committed or co-authored one of these commits. */
export function peopleBehind(world: World, names: readonly string[]): readonly string[] {
  const addresses = names
    .map((name) => commitNamed(world, name))
    .flatMap(({ author, committer = author, coAuthor = author }) => [author, committer, coAuthor])
    .map((name) => gitIdentity(name).email.toLowerCase());
  return world.policy.people
    .filter(({ git }) => git.some((address) => addresses.includes(address.toLowerCase())))
    .map(({ id }) => id);
}

/** The organisation of a person of the policy. */
export function organisationOf(world: World, person: string): string {
  return world.policy.people.find(({ id }) => id === person)?.organisation ?? "";
}

/** The requirement of that id. */
export function requirementNamed(world: World, name: string): WorldRequirement {
  const requirement = world.policy.requirements.find(({ id }) => id === name);
  if (requirement === undefined) throw new RangeError(`no requirement ${name} in this world`);
  return requirement;
}

function capture(world: World, git: NaiveGit, event: CaptureEvent & { readonly leaf: number }): readonly Captured[] {
  const result = git.merge(event.base, event.head);
  if (result === undefined) return [];
  const digest = digestOf(differences(world, commitNamed(world, event.base).files, result));
  if (digest === undefined) return [];
  return [{ ...event, result, digest, contributors: peopleBehind(world, range(world, event.base, event.head)) }];
}

function review(
  world: World,
  captures: readonly Captured[],
  event: ReviewEvent & { readonly leaf: number },
): readonly Reviewed[] {
  const about = captures.find(({ leaf }) => leaf === event.capture);
  return about === undefined ? [] : [{ ...event, about, organisation: organisationOf(world, event.person) }];
}

function firstParentLine(world: World, tip: string): readonly WorldCommit[] {
  const commit = commitNamed(world, tip);
  const [parent] = commit.parents;
  return parent === undefined ? [commit] : [...firstParentLine(world, parent), commit];
}

function reachable(world: World, tip: string): ReadonlySet<string> {
  const seen = new Set([tip]);
  for (const name of seen) for (const parent of commitNamed(world, name).parents) seen.add(parent);
  return seen;
}
