import { CountersignError, organisationOf, personById } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { Database } from "../store/database.ts";
import { SCOPES } from "./actor.ts";
import type { MachineActor, Scope } from "./actor.ts";
import { audit } from "./audit.ts";
import { MADE, isBehind } from "./made-page.ts";
import type { MadePage } from "./made-page.ts";
import { newSecret, secretHash } from "./secret.ts";
import type { TokenTable } from "./table.ts";

/** What a token is to be: for how many seconds, and what for. */
export type TokenRequest = { readonly label: string; readonly scopes: readonly Scope[]; readonly seconds: number };

/** A token as the operator's people see it; times in POSIX seconds. */
export type ListedToken = Omit<TokenRequest, "seconds"> & {
  readonly id: string;
  readonly madeBy: string;
  readonly made: number;
  readonly until: number;
  readonly revoked: boolean;
  readonly used: number | null;
};

/** Makes a token in the name of a person of the operator. Its secret is told once. */
export async function makeToken(
  db: Database,
  person: string,
  { label, scopes, seconds }: TokenRequest,
): Promise<{ readonly id: string; readonly secret: string; readonly until: number }> {
  const secret = newSecret("token");
  return db.transaction().execute(async (one) => {
    const { id, until } = await one
      .insertInto("token")
      .values({
        secret: secretHash(secret),
        label,
        scopes: [...scopes],
        made_by: person,
        until: sql<Date>`now() + make_interval(secs => ${seconds})`,
      })
      .returning(["id", "until"])
      .executeTakeFirstOrThrow();
    await audit(one, `person:${person}`, "token-made", id);
    return { id, secret, until: posix(until) };
  });
}

/**
 * The program that a token lets in. `auth.token` for one that nobody made, that has ended or was revoked; `auth.not-in-policy` once
 * whoever made it is nobody of the operator any more.
 */
export async function tokenActor(db: Database, policy: Policy, secret: string): Promise<MachineActor> {
  const row = await standing(db).where("secret", "=", secretHash(secret)).executeTakeFirst();
  const actor = actorOfRow(policy, row);
  if (row?.unused === true)
    await db
      .updateTable("token")
      .set({ used: sql`now()` })
      .where("id", "=", actor.id)
      .execute();
  return actor;
}

/** The same by a token's id, for what was begun with it and lasts. */
export async function tokenActorById(db: Database, policy: Policy, id: string): Promise<MachineActor> {
  return actorOfRow(policy, await standing(db).where("id", "=", id).executeTakeFirst());
}

function standing(db: Database) {
  return db
    .selectFrom("token")
    .select(["id", "label", "scopes", "made_by"])
    .select(sql<boolean>`used is null or used < now() - interval '1 minute'`.as("unused"))
    .where("revoked", "is", null)
    .where("until", ">", sql<Date>`now()`);
}

type TokenRow = Pick<Selectable<TokenTable>, "id" | "label" | "scopes" | "made_by">;

function actorOfRow(policy: Policy, row: TokenRow | undefined): MachineActor {
  if (row === undefined) throw new CountersignError("auth.token", "no such token, or it has ended");
  if (!isOperators(policy, row.made_by))
    throw new CountersignError("auth.not-in-policy", "whoever made this token is nobody of the operator");
  const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
  return { kind: "machine", id: row.id, machineKind: "token", label: row.label, scopes };
}

/** A page of all tokens, newest first. */
export async function listTokens(db: Database, page: MadePage): Promise<readonly ListedToken[]> {
  const rows = await db
    .selectFrom("token")
    .selectAll()
    .where(isBehind(page))
    .orderBy(MADE, "desc")
    .orderBy("id", "desc")
    .limit(page.size)
    .execute();
  return rows.map(({ id, label, scopes, made_by, made, until, revoked, used }) => ({
    id,
    label,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    madeBy: made_by,
    made: posix(made),
    until: posix(until),
    revoked: revoked !== null,
    used: used === null ? null : posix(used),
  }));
}

/** Revokes a token; false where there is none of that id, or it is revoked already. */
export async function revokeToken(db: Database, person: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (one) => {
    const { numUpdatedRows } = await one
      .updateTable("token")
      .set({ revoked: sql`now()` })
      .where("id", "=", id)
      .where("revoked", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await audit(one, `person:${person}`, "token-revoked", id);
    return true;
  });
}

function isOperators(policy: Policy, person: string): boolean {
  return personById(policy, person)?.retired === false && organisationOf(policy, person)?.kind === "operator";
}

const posix = (date: Date) => Math.floor(date.getTime() / 1000);
