import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import {
  CountersignError,
  capture,
  composeReview,
  gate,
  parseOid,
  policySha256,
  readBundle,
  sound,
} from "@countersign/core";
import type {
  Analyse,
  GateParts,
  GateRequest,
  LogContents,
  ObjectSource,
  Oid,
  Repository,
  Verdict,
} from "@countersign/core";
import { KEY_OF, amendedPolicy, initialPolicy, repositoryUri, retiringPolicy, scribe } from "@countersign/core/testing";
import type { Scribe, World } from "@countersign/core/testing";
import { jsonObject, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { classifyWorld } from "./classify-world.testing.ts";

/** The real gate over many worlds whose commits lie in one repository: one mirror, one reader of objects. */
export type WorldCourt = AsyncDisposable & {
  readonly repository: Repository;
  readonly judge: (world: World, ids: ReadonlyMap<string, string>) => Promise<Verdict>;
  /** Writes the log of a world, to be asked about as one likes. */
  readonly record: (world: World, ids: ReadonlyMap<string, string>) => Promise<WorldCase>;
};

/** A world whose log is written: what gates need to be asked about it. */
export type WorldCase = {
  readonly log: Scribe;
  readonly crypto: typeof nodeCrypto;
  /** The leaf of an event of the world's log; of one without a record, that of the next one that has one. */
  readonly leafOf: (event: number) => number;
  /** What a gate runs on whose own clock says `now`. */
  readonly parts: (now: number) => GateParts;
  /** The request for a commit, by its name in the world. */
  readonly request: (commit: string) => GateRequest;
};

/** Opens a mirror of a repository that holds the commits of worlds. */
export async function openCourt(
  path: string,
  folder: string,
  ids: readonly ReadonlyMap<string, string>[],
): Promise<WorldCourt> {
  const source = await openSource(path);
  const mirror = await openMirror({ dir: folder, searchPath: process.env["PATH"] ?? "" });
  await fetchCommits(mirror, source, {
    wants: ids.flatMap((names) => [...names.values()].map((id) => parseOid(id, "sha1"))),
  });
  const repository = openRepository(mirror);
  return {
    repository,
    judge: (world, names) => judgeWorld(repository, world, names),
    record: (world, names) => recordWorld(repository, world, names),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

type Names = (name: string) => Oid;

async function judgeWorld(repository: Repository, world: World, ids: ReadonlyMap<string, string>): Promise<Verdict> {
  const { log, parts, request } = await recordWorld(repository, world, ids);
  const contents = sound(await readBundle(nodeCrypto, log.root, log.bundle(world.time)));
  return gate(parts(world.now), contents, request(world.candidate));
}

/** Writes the log of a world whose commits are in a repository. */
export async function recordWorld(
  repository: Repository,
  world: World,
  ids: ReadonlyMap<string, string>,
  crypto: typeof nodeCrypto = nodeCrypto,
): Promise<WorldCase> {
  const oid: Names = (name) => parseOid(ids.get(name) ?? "", "sha1");
  const source: ObjectSource = { open: async () => ({ ...repository, [Symbol.asyncDispose]: async () => {} }) };
  const { ref, environment } = world;
  return {
    ...(await writeLog(repository, world, oid, crypto)),
    crypto,
    parts: (now) => ({ crypto, source, classify: classifyWorld, now }),
    request: (commit) => ({ repository: world.repository, ref, environment, commit: oid(commit), source: "." }),
  };
}

/** Signs and logs the events of a world with the real capture and the real records. */
async function writeLog(
  repository: Repository,
  world: World,
  oid: Names,
  crypto: typeof nodeCrypto,
): Promise<Pick<WorldCase, "log" | "leafOf">> {
  const document = read(jsonObject, initialPolicy(world), "policy");
  const reviewers = world.policy.organisations.filter(({ kind }) => kind === "reviewer");
  const witnesses = reviewers.map(({ id }) => ({ keyName: `witness.${id}.example`, key: KEY_OF.witness(id) }));
  const governors = world.policy.organisations.map(
    ({ id }) => world.policy.people.find(({ organisation }) => organisation === id)?.id ?? "",
  );
  const log = scribe(document, governors.map(KEY_OF.governance), witnesses, KEY_OF.log, crypto);
  const leaves = new Map<number, number>();
  const retiring = retiringPolicy(world);
  const from = world.policy.retired[0]?.fromEvent;
  const documents = [document];
  const retire = () => {
    if (retiring !== undefined) documents.push(publishNext(log, documents, retiring, governors));
  };
  for (const [index, event] of world.log.entries()) {
    if (index === from) retire();
    const leaf = await writeEvent(repository, log, world, event, oid, (capture) => leaves.get(capture), index);
    if (leaf !== undefined) leaves.set(index, leaf);
  }
  if (from === world.log.length) retire();
  const leafOf = (event: number) =>
    leaves.get(event) ?? [...leaves].find(([index]) => index > event)?.[1] ?? log.lines.length;
  const recorded = {
    ...world,
    policy: { ...world.policy, void: world.policy.void.filter((event) => leaves.has(event)) },
  };
  const amended = amendedPolicy(recorded, { leafOf, recordOf: (event) => log.recordOf(leaves.get(event) ?? -1) });
  if (amended !== undefined) publishNext(log, documents, amended, governors);
  return { log, leafOf };
}

/** The next version of the policy, signed by all sides. */
function publishNext(
  log: Scribe,
  documents: readonly JsonObject[],
  next: JsonValue,
  governors: readonly string[],
): JsonObject {
  const [policy, last] = [read(jsonObject, next, "policy"), documents.at(-1)];
  const previous = last === undefined ? {} : { previous: policySha256(nodeCrypto, { policy: last }) };
  log.byPeople("policy", { policy, ...previous }, governors.map(KEY_OF.governance));
  return policy;
}

async function writeEvent(
  repository: Repository,
  log: Scribe,
  world: World,
  event: World["log"][number],
  oid: Names,
  leafOf: (capture: number) => number | undefined,
  index: number,
): Promise<number | undefined> {
  const contents = log.contents();
  const policy = { version: contents.policy.policy.version, sha256: contents.policy.sha256 };
  switch (event.kind) {
    case "baseline": {
      const { tree } = await repository.commit(oid(event.commit));
      const { requirements, signers, ref } = event;
      const record = {
        repository: name(event),
        ref,
        commit: oid(event.commit),
        tree,
        policy,
        requirements,
        message: `event ${index}`,
      };
      return log.byPeople("baseline", record, signers.map(KEY_OF.governance));
    }
    case "capture":
      return writeCapture(repository, log, contents, event, oid);
    case "review": {
      const about = contents.changes.find(({ leaf }) => leaf === leafOf(event.capture));
      const person = contents.policy.policy.people.find(({ id }) => id === event.person);
      const role = contents.policy.policy.roles.find(({ id }) => id === event.role);
      if (about === undefined || person === undefined || role === undefined) return undefined;
      const { environments, notAfter, decision } = event;
      const request = {
        change: about.record.change,
        decision,
        message: "",
        ...(environments === undefined ? {} : { environments }),
        ...(notAfter === undefined ? {} : { notAfter: time(notAfter) }),
      };
      const stamp = { id: uuid(index), claimedTime: time(world.now) };
      return log.byPeople("review", composeReview(about.record, person, role, request, stamp), [
        KEY_OF.review(event.person),
      ]);
    }
    case "deployment": {
      const { ref, environment, state } = event;
      const record = {
        repository: name(event),
        ref,
        commit: oid(event.commit),
        environment,
        // Its own verdict, as every deployment has: the very same receipt again would be the same record, and no deployment.
        verdict: index.toString(16).padStart(64, "0"),
        state,
      };
      return log.byMachine("deployment", record, KEY_OF.gate);
    }
    case "break-glass": {
      const { ref, environment, reason, notAfter, signers } = event;
      const record = { repository: name(event), ref, commit: oid(event.commit), environment, reason };
      const stamp = { notAfter: time(notAfter), id: uuid(index) };
      const keys = signers.map((person, at) =>
        signers.indexOf(person) < at ? KEY_OF.governance(person) : KEY_OF.review(person),
      );
      return log.byPeople("break-glass", { ...record, ...stamp }, keys);
    }
    case "closing": {
      const about = { leaf: leafOf(event.about) ?? -1 };
      const incident = {
        about,
        code: "breakglass.review",
        text: "looked at it",
        status: "closed",
        id: uuid(index),
      } as const;
      return log.byPeople("incident", incident, [KEY_OF.review(event.person)]);
    }
    default:
      return event satisfies never;
  }
}

async function writeCapture(
  repository: Repository,
  log: Scribe,
  contents: LogContents,
  event: Extract<World["log"][number], { kind: "capture" }>,
  oid: Names,
): Promise<number | undefined> {
  try {
    const parts = { crypto: nodeCrypto, repository, analyse: unanalysed, renderer: "test/1" };
    const { ref } = event;
    const captured = await capture(parts, contents, {
      repository: event.repository,
      ref,
      base: oid(event.base),
      head: oid(event.head),
      pushers: [],
    });
    return captured.outcome === "captured" ? log.byMachine("change", captured.record, KEY_OF.service) : undefined;
  } catch (error) {
    if (
      error instanceof CountersignError &&
      ["change.conflict", "change.unrelated", "git.unrelated"].includes(error.code)
    )
      return undefined;
    throw error;
  }
}

const unanalysed: Analyse = async (_, { entries }) => ({
  findings: [],
  ledgers: {},
  coverage: entries.map(({ path }) => ({ path, analysed: "none", bytes: 0, lines: 0 })),
  detectors: { version: "0", sha256: "0".repeat(64) },
});

function uuid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function name({ repository }: { readonly repository: string }) {
  return { id: repository, uri: repositoryUri(repository) };
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
