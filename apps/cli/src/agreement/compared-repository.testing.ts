import { isDeepStrictEqual } from "node:util";
import { CountersignError } from "@countersign/core";
import type { Oid, Repository } from "@countersign/core";

/** A repository that asks two others everything and throws at the first answer in which they differ; their errors are compared by code. */
export function comparedRepository(one: Repository, other: Repository): Repository {
  const both = async <T>(what: string, ask: (repository: Repository) => Promise<T>): Promise<T> => {
    const [first, second] = [await settled(ask(one)), await settled(ask(other))];
    if (!isDeepStrictEqual(comparable(first), comparable(second)))
      throw new Error(`${what}: ${JSON.stringify(comparable(first))} and ${JSON.stringify(comparable(second))}`);
    if ("error" in first) throw first.error;
    return first.value;
  };
  return {
    objectFormat: one.objectFormat,
    commit: (oid) => both(`commit ${oid}`, (repository) => repository.commit(oid)),
    firstParents: (tip, { stop, limit }) => {
      const options = { stop: onceEach(stop), limit };
      return both(`firstParents ${tip}`, (repository) => repository.firstParents(tip, options));
    },
    range: (base, head, limit) => both(`range ${base} ${head}`, (repository) => repository.range(base, head, limit)),
    diff: (from, to) => both(`diff ${from} ${to}`, (repository) => repository.diff(from, to)),
    digest: (blob) => both(`digest ${blob}`, (repository) => repository.digest(blob)),
    blob: (oid, limit) => both(`blob ${oid}`, (repository) => repository.blob(oid, limit)),
    mergeTree: (base, head) => both(`mergeTree ${base} ${head}`, (repository) => repository.mergeTree(base, head)),
    commitTree: (tree, parent) =>
      both(`commitTree ${tree} ${parent}`, (repository) => repository.commitTree(tree, parent)),
    mergeBases: (a, b) => both(`mergeBases ${a} ${b}`, (repository) => repository.mergeBases(a, b)),
    isAncestor: (a, b) => both(`isAncestor ${a} ${b}`, (repository) => repository.isAncestor(a, b)),
  };
}

type Settled<T> = { readonly value: T } | { readonly error: CountersignError };

async function settled<T>(answer: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await answer };
  } catch (error) {
    if (error instanceof CountersignError) return { error };
    throw error;
  }
}

/** Whoever asks may count what was stopped at: both repositories get the answer that the first one got. */
function onceEach(stop: (oid: Oid) => boolean): (oid: Oid) => boolean {
  const answers = new Map<Oid, boolean>();
  return (oid) => {
    const answer = answers.get(oid) ?? stop(oid);
    answers.set(oid, answer);
    return answer;
  };
}

/** The words of an error are nobody's promise. */
function comparable(answer: Settled<unknown>): unknown {
  return "error" in answer ? { code: answer.error.code } : { value: spelled(answer.value) };
}

/** How Git calls a path that it had to move out of the way: by the commit, and memory merges others with the same trees. */
const ASIDE = /~[0-9a-f]{40}$/;

/** Bytes of any class as hexadecimal. */
function spelled(value: unknown): unknown {
  if (typeof value === "string") return value.replace(ASIDE, "");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spelled(one)]));
}
