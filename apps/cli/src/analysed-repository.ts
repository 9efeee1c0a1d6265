import { openRepository, resolveRevision } from "@countersign/adapters/git";
import type { Oid, Repository } from "@countersign/core";
import type { Invocation } from "./command.ts";
import { openMirrored } from "./source.ts";

/** A repository that is looked at without a policy, whatever defects its old objects have. */
export type AnalysedRepository = AsyncDisposable & {
  readonly repository: Repository;
  /** The commit that a name stands for; its history is fetched. */
  readonly resolve: (revision: string) => Promise<Oid>;
};

/** Opens a repository for analysis, in a mirror of its own: the folder that `--mirror` names, or a temporary one. */
export async function openAnalysed({ home, value, terminal }: Invocation, path: string): Promise<AnalysedRepository> {
  await using stack = new AsyncDisposableStack();
  const { mirror, source } = stack.use(await openMirrored(path, home.env, value("mirror")));
  const repository = stack.use(openRepository(mirror, { keepContents: true }));
  const kept = stack.move();
  return {
    repository,
    async resolve(revision) {
      terminal.progress(`fetching ${revision}`);
      return (await resolveRevision(mirror, source, revision, { unchecked: true })).oid;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
