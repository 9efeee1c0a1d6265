import { z } from "zod";
import type { Database } from "../../store/database.ts";
import type { Github } from "../client/github.ts";
import { id, text } from "../events/fields.ts";
import { repositoryKey } from "../events/works.ts";

/** What asking GitHub about our repositories runs on. */
export type PlaceParts = {
  readonly db: Database;
  readonly github: Github;
  /** The policy's ids of the repositories that the settings have. */
  readonly repositories: ReadonlySet<string>;
};

const installations = z.array(z.object({ id, suspended_at: z.string().nullish() }));
const repositoriesForm = z.object({ repositories: z.array(z.object({ id, full_name: text })) });

/**
 * Asks every installation what it may read, and keeps what our repositories are called and by whom they are reached. What is not in the answer
 * is left as it was: nothing is gone because one list does not have it.
 */
export async function refreshPlaces({ db, github, repositories }: PlaceParts, signal: AbortSignal): Promise<void> {
  const options = { signal, urgency: "usual" } as const;
  const all = await github.pages("app", "GET /app/installations", {}, (data) => installations.parse(data), options);
  for (const { id: installation, suspended_at: suspended } of all) {
    if (typeof suspended === "string") continue;
    const list = (data: unknown) => repositoriesForm.parse(data).repositories;
    const found = await github.pages({ installation }, "GET /installation/repositories", {}, list, options);
    for (const one of found) {
      const repository = repositoryKey(one.id);
      if (repositories.has(repository)) await keepPlace(db, { repository, installation, fullName: one.full_name });
    }
  }
}

/** Where a repository is by now. */
export type GithubPlace = { readonly repository: string; readonly installation: number; readonly fullName: string };

/** Keeps what an installation itself said of a repository. */
export async function keepPlace(db: Database, { repository, installation, fullName }: GithubPlace): Promise<void> {
  const row = { installation: String(installation), full_name: fullName, seen: new Date() };
  await db
    .insertInto("github_repository")
    .values({ repository, ...row })
    .onConflict((conflict) => conflict.column("repository").doUpdateSet(row))
    .execute();
}
