import type { Classify, Oid, Repository } from "@countersign/core";
import { classesOf, contentOf } from "@countersign/core/testing";

/** The classes of a world's steps: `classesOf` over the blobs of each entry. */
export const classifyWorld: Classify = async (repository, policy, steps) => {
  if (policy.requirements.every(({ classes }) => classes === undefined)) return undefined;
  return Promise.all(
    steps.map(async ({ entries }) => {
      const found = await Promise.all(
        entries.map(async ({ path, oldMode, oldOid, newMode, newOid }) => {
          const [before, after] = await Promise.all([
            readContent(repository, oldMode, oldOid),
            readContent(repository, newMode, newOid),
          ]);
          const classes = classesOf(path, before, after);
          return classes === undefined ? [] : [[path, classes] as const];
        }),
      );
      return new Map(found.flat());
    }),
  );
};

async function readContent(repository: Repository, mode: string, oid: Oid): Promise<string | undefined> {
  if (mode === "000000") return undefined;
  const text = mode === "160000" ? "" : new TextDecoder().decode(await repository.blob(oid, 1 << 20));
  return contentOf(mode, oid, () => text);
}
