import { CountersignError, parseOid } from "@countersign/core";
import type { Oid, Repository } from "@countersign/core";
import { draft, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { comparedRepository } from "./compared-repository.testing.ts";
import { memoryCourt } from "./memory-court.testing.ts";
import { openRealSample } from "./real-sample.testing.ts";

const all = [...fc.sample(worlds(), { seed: 12, numRuns: 8 }), twoRoots()];
/** No object of any world. */
const ABSENT = parseOid("1".repeat(40), "sha1");

it("git in memory answers all that a gate asks as the adapter does over git", { timeout: 240_000 }, async () => {
  using folder = tempFolder();
  using merges = tempFolder();
  const court = memoryCourt(merges.path);
  await using real = await openRealSample(folder.path, court, all);
  const codes = new Set<string>();
  for (const world of all) {
    const { names } = await court.open(world);
    const oids = [...names.values()].map((id) => parseOid(id, "sha1")).slice(-4);
    for (const question of oids.flatMap((a) => oids.flatMap((b) => everything(real.repository, a, b)))) {
      const code = await codeOf(question());
      if (code !== undefined) codes.add(code);
    }
  }
  expect([...codes].toSorted()).toEqual(["change.unrelated", "limit.range"]);
  expect(await codeOf(real.repository.commit(ABSENT))).toBe("git.missing-object");
  expect(await codeOf(real.repository.isAncestor(ABSENT, ABSENT))).toBe("git.missing-object");
});

it("an answer that differs is thrown, an error of the same code is no difference", async () => {
  using merges = tempFolder();
  const { repository } = memoryCourt(merges.path);
  const failing = (code: string) => ({
    ...repository,
    isAncestor: () => Promise.reject(new CountersignError(code, "")),
  });
  const answering = (answer: boolean) => ({ ...repository, isAncestor: async () => answer });
  const ask = (one: Repository, other: Repository) => comparedRepository(one, other).isAncestor(ABSENT, ABSENT);
  await expect(ask(answering(true), answering(true))).resolves.toBe(true);
  await expect(ask(answering(true), answering(false))).rejects.toThrow(/^isAncestor 1+ 1+: .*true.* and .*false/);
  await expect(ask(failing("git.range"), answering(false))).rejects.toThrow(/git.range.* and .*false/);
  await expect(ask(failing("git.range"), failing("git.history"))).rejects.toThrow(/git.range.* and .*git.history/);
  await expect(ask(failing("git.range"), failing("git.range"))).rejects.toThrow(CountersignError);
});

/** Worlds seldom have histories that never met. */
function twoRoots(): World {
  const w = draft();
  return w.world(w.commit("alone", [], { "ui/list.ts": "1\n" }));
}

/** Everything that a repository can be asked about two commits. */
function everything(repository: Repository, a: Oid, b: Oid): readonly (() => Promise<unknown>)[] {
  const trees = async () => [(await repository.commit(a)).tree, (await repository.commit(b)).tree] as const;
  return [
    () => repository.firstParents(a, { stop: (oid) => oid === b, limit: 100 }),
    () => repository.firstParents(a, { stop: () => false, limit: 2 }),
    () => repository.range(a, b, 100),
    () => repository.range(a, b, 2),
    () => repository.mergeTree(a, b),
    () => repository.mergeBases(a, b),
    () => repository.isAncestor(a, b),
    async () => repository.commitTree((await trees())[0], b),
    async () => {
      const blobs = (await repository.diff(...(await trees()))).filter(
        ({ newMode }) => newMode === "100644" || newMode === "120000",
      );
      for (const { newOid } of blobs) {
        await repository.digest(newOid);
        await repository.blob(newOid, 1 << 20);
      }
    },
  ];
}

async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}
