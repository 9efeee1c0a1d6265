import { CLOCK_TOLERANCE, CountersignError, verifyLogin } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { Database } from "../store/database.ts";
import { personActor } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { audit } from "./audit.ts";
import { csrfToken, newSecret, secretHash } from "./secret.ts";
import type { SessionTable } from "./table.ts";

/** Seconds: how long a session lasts at most, how long nobody may use it, how long its secret stays the same, and how long the one before is still taken. */
export const SESSION_LIFE = { most: 12 * 3600, idle: 2 * 3600, secret: 15 * 60, earlier: 60 };

/** A session that goes on. `secret`: the new one, where it was changed, for the client to keep. */
export type Resumed = {
  readonly id: string;
  readonly actor: PersonActor;
  /** Fingerprint of the key that signed in. */
  readonly key: string;
  /** When the session ends at the latest, by its own sign-in. */
  readonly until: Date;
  readonly delivered: "cookie" | "token";
  /** What pages show to be of this session (`csrfToken`). */
  readonly csrf: string;
  readonly secret?: string;
};

/**
 * The session of a secret, with the rights that the policy in force gives. `auth.session` where there is none, it has ended, or its
 * secret was changed long ago: then somebody else has it too, and it ends for both. `auth.not-in-policy` where no key of the
 * policy signed for it, above all where somebody put it into the database (attack B11); an old sign-in put there again has ended.
 */
export async function resumeSession(db: Database, policy: Policy, origin: string, secret: string): Promise<Resumed> {
  const hash = secretHash(secret);
  const row = await alive(db)
    .where((where) => where.or([where("secret", "=", hash), where("earlier", "=", hash)]))
    .executeTakeFirst();
  if (row === undefined) throw new CountersignError("auth.session", "the session has ended, or there never was one");
  const { id, delivered } = row;
  const current = hash.equals(row.secret);
  if (!current && row.early !== true) return endStolen(db, id, row.person);
  const { actor, key } = signedInBy(policy, origin, row);
  if (row.unused)
    await db
      .updateTable("session")
      .set({ used: sql`now()` })
      .where("id", "=", id)
      .execute();
  const changed = current && row.old && delivered === "cookie" ? await changeSecret(db, id, hash) : undefined;
  const csrf = csrfToken(row.signature);
  const until = new Date(row.made.getTime() + SESSION_LIFE.most * 1000);
  return { id, actor, key, until, delivered, csrf, ...(changed === undefined ? {} : { secret: changed }) };
}

/** Who a session is of by now, for what was begun in it and lasts. Codes as `resumeSession`. */
export async function sessionActor(db: Database, policy: Policy, origin: string, id: string): Promise<PersonActor> {
  const row = await alive(db).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new CountersignError("auth.session", "the session has ended");
  return signedInBy(policy, origin, row).actor;
}

function alive(db: Database) {
  return db
    .selectFrom("session")
    .select(["id", "secret", "delivered", "person", "nonce", "time", "signature", "made"])
    .select([sql<boolean | null>`earlier_until > now()`.as("early"), sql<Date>`now()`.as("now")])
    .select([late("changed", SESSION_LIFE.secret).as("old"), late("used", 60).as("unused")])
    .where("made", ">", since(SESSION_LIFE.most))
    .where("used", ">", since(SESSION_LIFE.idle));
}

const since = (seconds: number) => sql<Date>`now() - make_interval(secs => ${seconds})`;
const late = (column: "changed" | "used", seconds: number) => sql<boolean>`${sql.ref(column)} < ${since(seconds)}`;

type ProvenRow = Pick<Selectable<SessionTable>, "person" | "nonce" | "time" | "signature"> & { readonly now: Date };

/** The person of a session. A signature that does not verify was never made for it by anybody of the policy. */
function signedInBy(policy: Policy, origin: string, { person, nonce, time, signature, now }: ProvenRow) {
  const signer = attempt(() => verifyLogin(nodeCrypto, policy, { origin, nonce, time }, signature));
  if (signer.person.id !== person)
    throw new CountersignError("auth.not-in-policy", "somebody else signed for this session");
  // When the row was made the database says; when the person signed in the signature does, and it begins no second session later.
  const age = (now.getTime() - Date.parse(time)) / 1000;
  if (age > -CLOCK_TOLERANCE && age < SESSION_LIFE.most + CLOCK_TOLERANCE)
    return { actor: personActor(policy, signer.person), key: signer.fingerprint };
  throw new CountersignError("auth.session", "the sign-in that this session rests on was too long ago");
}

function attempt<T>(verify: () => T): T {
  try {
    return verify();
  } catch (cause) {
    if (!(cause instanceof CountersignError)) throw cause;
    throw new CountersignError("auth.not-in-policy", "nobody whom the policy lists signed for this session", { cause });
  }
}

async function endStolen(db: Database, id: string, person: string): Promise<never> {
  await db.transaction().execute(async (one) => {
    await one.deleteFrom("session").where("id", "=", id).execute();
    await audit(one, `person:${person}`, "session-reused", id);
  });
  throw new CountersignError("auth.session", "the secret of this session was changed since; the session has ended");
}

/** Of requests that come together one changes it; the others go on with what they have. */
async function changeSecret(db: Database, id: string, hash: Buffer): Promise<string | undefined> {
  const secret = newSecret("session");
  const { numUpdatedRows } = await db
    .updateTable("session")
    .set({
      secret: secretHash(secret),
      earlier: hash,
      earlier_until: sql`now() + make_interval(secs => ${SESSION_LIFE.earlier})`,
      changed: sql`now()`,
    })
    .where("id", "=", id)
    .where("secret", "=", hash)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? secret : undefined;
}
