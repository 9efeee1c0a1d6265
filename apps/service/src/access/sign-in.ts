import { randomBytes } from "node:crypto";
import { formatBase64 } from "@countersign/attest";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError, formatTime, verifyLogin } from "@countersign/core";
import type { Login, Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import { personActor } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { audit } from "./audit.ts";
import { csrfToken, newSecret, secretHash } from "./secret.ts";

/** Seconds for which a nonce can be signed. */
const CHALLENGE_LIFE = 300;

/** Gives out a nonce to sign in with. Everybody gets one, so it says nothing about who is in the policy. */
export async function giveChallenge(db: Database, clock: Clock): Promise<Pick<Login, "nonce" | "time">> {
  const challenge = { nonce: formatBase64(randomBytes(32)), time: formatTime(clock.now()) };
  const until = sql<Date>`now() + make_interval(secs => ${CHALLENGE_LIFE})`;
  await db
    .insertInto("login_challenge")
    .values({ ...challenge, until })
    .execute();
  return challenge;
}

/** How somebody signs in, and how the session reaches the client: as a cookie of a page, or as a token of a program. */
export type SigningIn = {
  readonly login: Login;
  /** The binary SSHSIG blob, of a key or of a passkey. */
  readonly signature: Uint8Array;
  readonly delivered: "cookie" | "token";
};

/** A session that was begun, and its secret, which is told once. */
export type SignedIn = {
  readonly id: string;
  readonly secret: string;
  readonly csrf: string;
  readonly actor: PersonActor;
};

/**
 * Begins a session for whoever of the policy signed. A nonce is good once, whatever comes of it: `auth.challenge` for one that was
 * not given out, was used, or is too old; then the codes of `verifyLogin`.
 */
export async function signIn(
  db: Database,
  policy: Policy,
  { login, signature, delivered }: SigningIn,
): Promise<SignedIn> {
  const { numDeletedRows } = await db
    .deleteFrom("login_challenge")
    .where("nonce", "=", login.nonce)
    .where("time", "=", login.time)
    .where("until", ">", sql<Date>`now()`)
    .executeTakeFirst();
  if (numDeletedRows !== 1n)
    throw new CountersignError("auth.challenge", "this nonce was not given out, was used, or is too old");
  const { person } = verifyLogin(nodeCrypto, policy, login, signature);
  const secret = newSecret("session");
  const row = {
    secret: secretHash(secret),
    delivered,
    person: person.id,
    nonce: login.nonce,
    time: login.time,
    signature: Buffer.from(signature),
  };
  return db.transaction().execute(async (one) => {
    const { id } = await one.insertInto("session").values(row).returning("id").executeTakeFirstOrThrow();
    await audit(one, `person:${person.id}`, "signed-in", id);
    return { id, secret, csrf: csrfToken(signature), actor: personActor(policy, person) };
  });
}
