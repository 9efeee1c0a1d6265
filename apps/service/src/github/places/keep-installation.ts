import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { id, text } from "../events/fields.ts";
import type { PlaceParts } from "./refresh-places.ts";

/** An installation as GitHub shows it; its account is a label. */
export type KeptInstallation = {
  readonly installation: number;
  readonly account: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly suspended: boolean;
};

const form = z
  .object({
    id,
    suspended_at: z.string().nullish(),
    account: z.object({ login: text.nullish(), slug: text.nullish() }).nullish(),
    permissions: z.record(z.string(), z.string()).nullish(),
    events: z.array(z.string()).nullish(),
  })
  .transform(
    ({ id: installation, suspended_at: since, account, permissions, events }): KeptInstallation => ({
      installation,
      account: account?.login ?? account?.slug ?? "",
      permissions: permissions ?? {},
      events: events ?? [],
      suspended: typeof since === "string",
    }),
  );

/** Reads a list of installations. */
export function readInstallations(data: unknown): readonly KeptInstallation[] {
  return z.array(form).parse(data);
}

/** Asks GitHub for one installation by its number, and keeps what it says; undefined where it says that there is none. */
export async function askInstallation(
  parts: PlaceParts,
  installation: number,
  signal: AbortSignal,
): Promise<KeptInstallation | undefined> {
  try {
    const route = "GET /app/installations/{installation_id}";
    const { data } = await parts.github.ask("app", route, { installation_id: installation }, { signal });
    const found = form.parse(data);
    await keepInstallation(parts, found);
    return found;
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "github.not-found") throw error;
    await parts.db
      .updateTable("github_installation")
      .set({ gone: true, seen: new Date() })
      .where("installation", "=", String(installation))
      .execute();
    parts.github.forget(installation);
    return undefined;
  }
}

/** Keeps what GitHub said of an installation. Tokens say what it could do when they were made, so where that is another they are made anew. */
export async function keepInstallation({ db, github }: PlaceParts, found: KeptInstallation): Promise<void> {
  const { installation, account, permissions, events, suspended } = found;
  const key = String(installation);
  const before = await db
    .selectFrom("github_installation")
    .select(["permissions", "suspended", "gone"])
    .where("installation", "=", key)
    .executeTakeFirst();
  const row = { account, permissions: JSON.stringify(permissions), events, suspended, gone: false, seen: new Date() };
  await db
    .insertInto("github_installation")
    .values({ installation: key, ...row })
    .onConflict((conflict) => conflict.column("installation").doUpdateSet(row))
    .execute();
  const isSame = before?.suspended === suspended && !before.gone && spell(before.permissions) === spell(permissions);
  if (!isSame) github.forget(installation);
}

function spell(permissions: KeptInstallation["permissions"]): string {
  return JSON.stringify(Object.entries(permissions).toSorted());
}
