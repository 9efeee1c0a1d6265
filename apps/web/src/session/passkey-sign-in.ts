import { formatPublicKey, parsePublicKey } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { Problem } from "../api/problem.ts";
import type { ServicePlace } from "../api/service-place.ts";
import { askPasskey } from "./passkey.ts";
import type { Answered } from "./passkey.ts";
import type { Begun } from "./session-store.ts";
import { LOGIN_NAMESPACE, askLogin, handLogin, loginSignedData } from "./sign-in.ts";

/** Prefix of what a browser keeps of a passkey: its public key, so that the next sign-in takes one touch. */
const KNOWN = "countersign.passkey.";

/**
 * Signs in by passkey. An assertion does not name its key, and two keys follow from it; where this browser does not know which, the
 * first is tried, and if it is nobody's, `again` is called and a second touch tries the other. `now` in POSIX seconds.
 */
export async function signInByPasskey(
  place: ServicePlace,
  kept: Storage,
  now: () => number,
  again: () => void,
): Promise<Begun> {
  const first = await attempt(place, kept, now());
  if (!(first.outcome instanceof Problem)) return first.outcome;
  if (first.known || first.outcome.code !== "auth.not-in-policy") throw first.outcome;
  again();
  const second = await attempt(place, kept, now(), first.answered);
  if (!(second.outcome instanceof Problem)) return second.outcome;
  throw second.outcome;
}

type Attempt = { readonly outcome: Begun | Problem; readonly answered: Answered; readonly known: boolean };

async function attempt(place: ServicePlace, kept: Storage, now: number, before?: Answered): Promise<Attempt> {
  const login = await askLogin(place, now);
  const answered = await askPasskey(loginSignedData(login), LOGIN_NAMESPACE);
  const known = knownKey(kept, answered);
  const key = known ?? (before === undefined ? answered.candidates[0] : commonKey(before, answered));
  if (key === undefined) throw new RangeError("no key follows from the assertion");
  try {
    const begun = await handLogin(place, login, answered.blobOf(key));
    rememberKey(kept, answered.credential, key);
    return { outcome: begun, answered, known: known !== undefined };
  } catch (error) {
    if (error instanceof Problem) return { outcome: error, answered, known: known !== undefined };
    throw error;
  }
}

/** Two assertions of one passkey have one key in common; of another passkey the second is tried. */
function commonKey(before: Answered, now: Answered): PublicKey | undefined {
  const earlier = new Set(before.candidates.map((key) => formatPublicKey(key)));
  return now.candidates.find((key) => earlier.has(formatPublicKey(key))) ?? now.candidates[1];
}

/** Keeps the public key of a passkey in this browser. It gives nobody anything: only its owner can sign with it. */
export function rememberKey(kept: Storage, credential: string, key: PublicKey): void {
  kept.setItem(`${KNOWN}${credential}`, formatPublicKey(key));
}

function knownKey(kept: Storage, { credential, candidates }: Answered): PublicKey | undefined {
  const line = kept.getItem(`${KNOWN}${credential}`);
  if (line === null) return undefined;
  const found = candidates.find((key) => formatPublicKey(key) === line);
  return found === undefined ? undefined : parsePublicKey(line);
}
