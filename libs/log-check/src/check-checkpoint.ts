import { CLOCK_TOLERANCE, CountersignError, formatTime } from "@countersign/core";
import {
  COSIGNATURE,
  LogError,
  cosignedAt,
  cosignedMessage,
  formatVerifierKey,
  isQuorumMet,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseNote,
  quorumWitnesses,
} from "@countersign/tlog";
import type { Note, OpenedCheckpoint, Trust, VerifierKey, Verifier } from "@countersign/tlog";
import { AFTER_FAILURE } from "./check.ts";
import type { Checklist } from "./check.ts";

/** A clock and how old the time of the witnesses may be, in seconds: for whoever asks whether the log is fresh. */
export type Clock = { readonly now: number; readonly freshness: number };

/** What a checkpoint is held against. */
export type Held = { readonly crypto: Verifier; readonly trust: Trust; readonly clock?: Clock };

/**
 * Checks a cosigned checkpoint, part by part, in the order of `openCheckpoint` of tlog, which has the last word: `log.note-*`,
 * `log.checkpoint-*`, `log.origin`, `log.key`, `log.note-signature`, `log.cosignature`, `log.quorum`; with a clock `log.stale` and
 * `time.future`. Undefined where any of it failed.
 */
export function checkCheckpoint(list: Checklist, held: Held, bytes: Uint8Array): OpenedCheckpoint | undefined {
  const { crypto, trust } = held;
  const note = list.check("checkpoint.form", (show) => {
    show.bytes("the checkpoint as it was read", bytes);
    const found = parseNote(bytes);
    const { size } = parseCheckpoint(crypto, found.text);
    return { found, sentence: `A checkpoint of ${size} leaves with ${found.signatures.length} signatures.` };
  });
  if (note === undefined) return skipRest(list, held);
  checkOrigin(list, held, note);
  checkSignature(list, held, bytes, note);
  for (const witness of trust.witnesses) checkCosignature(list, held, note, witness);
  checkQuorum(list, held, note);
  return checkTime(list, held, openedBy(list, held, bytes));
}

function checkOrigin(list: Checklist, { crypto, trust }: Held, note: Note): void {
  list.check("checkpoint.origin", (show) => {
    show.bytes("the text that is signed", utf8(note.text));
    const { origin } = parseCheckpoint(crypto, note.text);
    if (origin !== trust.origin)
      throw new LogError("log.origin", `the checkpoint is of ${origin}, not of ${trust.origin}`);
    return { found: origin, sentence: `It is of the log ${origin}.` };
  });
}

function checkSignature(list: Checklist, { crypto, trust }: Held, bytes: Uint8Array, note: Note): void {
  list.check("checkpoint.signature", (show) => {
    showKey(show.bytes, "the pinned key of the log", trust.logKey);
    show.bytes("the text that is signed", utf8(note.text));
    for (const one of note.signatures) if (isOf(trust.logKey, one)) show.bytes("the signature", one.bytes);
    try {
      openNote(crypto, bytes, [trust.logKey]);
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== "log.note-unverified") throw error;
      throw new LogError("log.key", `the key of the log ${trust.origin} did not sign the checkpoint`, { cause: error });
    }
    return { found: true, sentence: `The log's pinned key ${trust.logKey.name} signed it.` };
  });
}

function checkCosignature(
  list: Checklist,
  { crypto, trust }: Held,
  note: Note,
  { name, key }: Trust["witnesses"][number],
): void {
  const named = { name: "checkpoint.cosignature", about: name } as const;
  const own = note.signatures.filter((signature) => isOf(key, signature));
  if (own.length === 0) {
    const needed = quorumWitnesses(trust.quorum).includes(name) ? "" : " The quorum does not ask for it.";
    list.skip(named, `The witness ${name} did not cosign this checkpoint.${needed}`);
    return;
  }
  list.check(named, (show) => {
    showKey(show.bytes, `the pinned key of ${name}`, key);
    for (const { bytes } of own) {
      const time = claimedTime(bytes);
      if (time !== undefined) show.bytes("the message that is cosigned", cosignedMessage(note.text, time));
      show.bytes("time and cosignature", bytes);
    }
    const time = cosignedAt(crypto, note.text, note.signatures, key) ?? 0;
    return { found: time, sentence: `The witness ${name} cosigned it at ${spellTime(time)}.` };
  });
}

function checkQuorum(list: Checklist, { trust }: Held, { text }: Note): void {
  list.check("checkpoint.quorum", (show) => {
    show.bytes("the quorum that is pinned", utf8(JSON.stringify(trust.quorum)));
    show.bytes("the text that is cosigned", utf8(text));
    const good = list.checks.filter(({ name, state }) => name === "checkpoint.cosignature" && state === "ok");
    const met = isQuorumMet(trust.quorum, new Set(good.flatMap(({ about }) => about ?? [])));
    const count = `${good.length} of ${trust.witnesses.length} witnesses cosigned`;
    if (!met) throw new LogError("log.quorum", `${count}, which is no quorum`);
    const none = trust.quorum === "none";
    return { found: true, sentence: none ? "No witness is asked for." : `${count}, which is the quorum.` };
  });
}

/** The last word is that of the library; what it refuses and no check above did is a failure all the same. */
function openedBy(list: Checklist, { crypto, trust }: Held, bytes: Uint8Array): OpenedCheckpoint | undefined {
  if (list.failure() !== undefined) return undefined;
  try {
    return openCheckpoint(crypto, bytes, trust);
  } catch (error) {
    list.check("checkpoint.quorum", () => {
      throw error;
    });
    return undefined;
  }
}

function checkTime(
  list: Checklist,
  { clock }: Held,
  opened: OpenedCheckpoint | undefined,
): OpenedCheckpoint | undefined {
  if (opened === undefined) {
    list.skip("checkpoint.time", AFTER_FAILURE);
    return undefined;
  }
  const { time } = opened;
  if (clock === undefined) {
    const vouched = time === undefined ? "No witness vouches for a time." : `Witnesses vouch for ${spellTime(time)}.`;
    list.skip("checkpoint.time", `${vouched} What was logged since is not in it. It was compared with no clock.`);
    return opened;
  }
  return list.check("checkpoint.time", () => {
    if (time === undefined) throw new CountersignError("log.stale", "no witness vouches for a time");
    const age = clock.now - time;
    if (age < -CLOCK_TOLERANCE) throw new CountersignError("time.future", `witnesses vouch for ${spellTime(time)}`);
    if (age > clock.freshness)
      throw new CountersignError(
        "log.stale",
        `the witnesses vouch for ${spellTime(time)}, ${age} seconds ago; at most ${clock.freshness} are fresh`,
      );
    return { found: opened, sentence: `Witnesses vouch for ${spellTime(time)}, which is fresh.` };
  });
}

function skipRest(list: Checklist, { trust }: Held): undefined {
  for (const name of ["checkpoint.origin", "checkpoint.signature"] as const) list.skip(name, AFTER_FAILURE);
  for (const { name } of trust.witnesses) list.skip({ name: "checkpoint.cosignature", about: name }, AFTER_FAILURE);
  for (const name of ["checkpoint.quorum", "checkpoint.time"] as const) list.skip(name, AFTER_FAILURE);
  return undefined;
}

function isOf(key: VerifierKey, signature: { readonly name: string; readonly id: number }): boolean {
  return signature.name === key.name && signature.id === key.id;
}

/** The time that a cosignature says, its first eight bytes, before anybody has verified it. */
function claimedTime(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined;
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
  return Number.isSafeInteger(time) ? time : undefined;
}

function showKey(show: (label: string, bytes: Uint8Array) => void, label: string, key: VerifierKey): void {
  show(`${label}, ${key.type === COSIGNATURE ? "a cosigner's" : "Ed25519"}`, utf8(formatVerifierKey(key)));
}

/** A witness may claim any time below 2^53; what no calendar has is shown as it is. */
function spellTime(seconds: number): string {
  return seconds < 253_402_300_800 ? formatTime(seconds) : `${seconds} seconds`;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
