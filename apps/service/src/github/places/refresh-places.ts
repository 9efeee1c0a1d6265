import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { Database } from "../../store/database.ts";
import type { Github } from "../client/github.ts";
import { id, text } from "../events/fields.ts";
import { repositoryKey } from "../events/works.ts";
import { askInstallation, keepInstallation, readInstallations } from "./keep-installation.ts";
import type { KeptInstallation } from "./keep-installation.ts";

/** What asking GitHub about our repositories runs on. */
export type PlaceParts = {
  readonly db: Database;
  readonly github: Github;
  /** The policy's ids of the repositories that the settings have. */
  readonly repositories: ReadonlySet<string>;
};

const repositoriesForm = z.object({
  repositories: z.array(z.object({ id, full_name: text, archived: z.boolean().nullish() })),
});

/**
 * Asks every installation what it may read, and keeps what our repositories are called and by whom they are reached. Nothing is gone because one
 * list does not have it: of what is missing GitHub is asked by its number (attacks G6, G13).
 */
export async function refreshPlaces(parts: PlaceParts, signal: AbortSignal): Promise<void> {
  const { db, repositories } = parts;
  const installations = await refreshInstallations(parts, signal);
  const found = new Set<string>();
  for (const { installation, suspended } of installations) {
    if (suspended) continue;
    for (const one of await repositoriesOf(parts, installation, signal)) {
      const repository = repositoryKey(one.id);
      if (!repositories.has(repository)) continue;
      await keepPlace(db, { repository, installation, fullName: one.full_name, archived: one.archived === true });
      found.add(repository);
    }
  }
  await noteMissing(parts, installations, found, signal);
}

async function refreshInstallations(parts: PlaceParts, signal: AbortSignal): Promise<readonly KeptInstallation[]> {
  const { db, github } = parts;
  const listed = await github.pages("app", "GET /app/installations", {}, readInstallations, { signal });
  for (const one of listed) await keepInstallation(parts, one);
  const known = await db.selectFrom("github_installation").select("installation").where("gone", "=", false).execute();
  const numbers = new Set(listed.map(({ installation }) => installation));
  const missing = known.map(({ installation }) => Number(installation)).filter((number) => !numbers.has(number));
  const asked: KeptInstallation[] = [];
  for (const number of missing) {
    const one = await askInstallation(parts, number, signal);
    if (one !== undefined) asked.push(one);
  }
  return [...listed, ...asked];
}

async function repositoriesOf({ github }: PlaceParts, installation: number, signal: AbortSignal) {
  const list = (data: unknown) => repositoriesForm.parse(data).repositories;
  return github.pages({ installation }, "GET /installation/repositories", {}, list, { signal });
}

/** Of our repositories that are in no list: whether their installation still has them. Of one that is suspended nobody can tell. */
async function noteMissing(
  parts: PlaceParts,
  installations: readonly KeptInstallation[],
  found: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const { db, repositories } = parts;
  const rows = await db.selectFrom("github_repository").select(["repository", "installation"]).execute();
  for (const { repository, installation: number } of rows) {
    if (found.has(repository) || !repositories.has(repository)) continue;
    const installation = installations.find((one) => String(one.installation) === number);
    if (installation?.suspended === true) continue;
    if (installation !== undefined && (await hasRepository(parts, installation.installation, repository, signal)))
      continue;
    await db
      .updateTable("github_repository")
      .set({ gone: "github.not-installed", seen: new Date() })
      .where("repository", "=", repository)
      .execute();
  }
}

/** A token for one repository is refused where the installation does not have it, or there is none of that number. */
async function hasRepository(
  { github }: PlaceParts,
  installation: number,
  repository: string,
  signal: AbortSignal,
): Promise<boolean> {
  const route = "POST /app/installations/{installation_id}/access_tokens";
  const asked = { installation_id: installation, repository_ids: [Number(repository.slice("github:".length))] };
  try {
    await github.ask("app", route, asked, { signal });
    return true;
  } catch (error) {
    if (error instanceof CountersignError && /^github\.(?:refused|not-found)$/.test(error.code)) return false;
    throw error;
  }
}

/** Where a repository is by now. */
export type GithubPlace = {
  readonly repository: string;
  readonly installation: number;
  readonly fullName: string;
  readonly archived: boolean;
};

/** Keeps what an installation itself said of a repository. */
export async function keepPlace(
  db: Database,
  { repository, installation, fullName, archived }: GithubPlace,
): Promise<void> {
  const row = { installation: String(installation), full_name: fullName, archived, gone: null, seen: new Date() };
  await db
    .insertInto("github_repository")
    .values({ repository, ...row })
    .onConflict((conflict) => conflict.column("repository").doUpdateSet(row))
    .execute();
}
