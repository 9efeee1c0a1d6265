import { join } from "node:path";
import { isRemote, listRefs, openMirror, openRemote, openSource } from "@countersign/adapters/git";
import type { Mirror, Source } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { readSecret } from "../settings/secret.ts";
import type { RepositorySettings } from "../settings/settings.ts";

/** A configured repository, our own mirror of it, and where its refs are now. */
export type Place = { readonly mirror: Mirror; readonly source: Source; readonly refs: ReadonlyMap<string, Oid> };

/** Where mirrors are kept, and git is found. */
export type Mirrors = { readonly dir: string; readonly searchPath: string };

/** Where a repository is fetched from by now, and what goes into the `Authorization` header. */
export type WhereAndWho = (
  repository: string,
  signal: AbortSignal,
) => Promise<{ readonly fetch: string; readonly authorization: string }>;

/**
 * Looks at a repository where the settings say that it is, and nowhere else: no redirect, submodule or other URL that it
 * names is followed (attacks C18, G18). Nothing is fetched yet. `capture.unreachable` where it does not answer; else the
 * codes of `openSource`, `openRemote` and `openMirror`.
 */
export async function openPlace(
  { mirrors, env, whereAndWho }: PlaceParts,
  { id, fetch: named, authorization }: Pick<RepositorySettings, "id" | "fetch" | "authorization">,
  signal: AbortSignal,
): Promise<Place> {
  const asked = named === "github" ? await whereAndWho?.(id, signal) : undefined;
  const fetch = asked?.fetch ?? named;
  const secret = asked?.authorization ?? (authorization && (await readSecret(authorization, env)));
  return reaching(async () => {
    const source = isRemote(fetch) ? await openRemote(fetch, mirrors.searchPath, secret) : await openSource(fetch);
    const mirror = await openMirror({
      dir: join(mirrorFolder(mirrors, id), "mirror.git"),
      objectFormat: source.objectFormat,
      searchPath: mirrors.searchPath,
    });
    const listed = await listRefs(mirror, source, signal);
    return { mirror, source, refs: new Map([...listed].map(([name, { peeled }]) => [name, peeled])) };
  });
}

type PlaceParts = {
  readonly mirrors: Mirrors;
  readonly env: NodeJS.ProcessEnv;
  readonly whereAndWho?: WhereAndWho;
};

/** A transport that failed is one that may answer later. */
export async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.fetch") throw error;
    throw new CountersignError("capture.unreachable", error.detail, { cause: error });
  }
}
