import { CHECKPOINT } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { codedError } from "../events.ts";
import { keptCheckpoint } from "../kept-checkpoint.ts";
import { mirrored, readShown } from "../mirror/published.ts";
import type { ShownCheckpoint } from "../mirror/published.ts";
import type { Following } from "./following.ts";
import type { NoticedThing } from "./noticed.ts";
import { decide, hold } from "./prepare.ts";

/**
 * Looks at what a log publishes, and has the mirror cosign it when it holds everything of it: so the mirror goes on also while
 * nobody asks this witness. Why it could not be followed is told once.
 */
export async function look(following: Following): Promise<void> {
  const { parts, log } = following;
  const { noticed } = following;
  try {
    await follow(following);
    following.said = "";
    noticed.stands("following", []);
  } catch (error) {
    const coded = codedError(error);
    if (coded === undefined) throw error;
    noticed.stands("following", notedFailure(coded));
    const said = `${coded.code}: ${coded.detail}`;
    if (said !== following.said) parts.events.behind(log.origin, coded.code, coded.detail);
    following.said = said;
  }
  // What is overdue is known also while the log asks nobody.
  decide(following, following.mirror.size());
}

type Coded = { readonly code: string; readonly detail: string };

/** Forks are kept as proofs, and what is missing is told leaf by leaf. */
function notedFailure({ code, detail }: Coded): readonly NoticedThing[] {
  if (code === "log.fork" || code === "witness.mirror-incomplete") return [];
  const text = `the log cannot be mirrored: ${code}: ${detail}`;
  return [{ code: code === "log.unreachable" ? "monitor.unreadable" : code, subject: "mirror", text }];
}

async function follow(following: Following): Promise<void> {
  const { client, log, published } = following;
  const bytes = await client.checkpoint();
  if (bytes === undefined) return;
  const shown = readShown(bytes, log.origin, log.keys);
  const [size, before] = [shown.checkpoint.size, published?.checkpoint.size ?? 0];
  if (size < before)
    throw new CountersignError("log.behind-witness", `the log shows ${size} leaves, and showed ${before} before`);
  await hold(following, shown);
  await publish(following, shown);
}

/** A mirror's cosignature says that everything is here. */
async function publish(following: Following, shown: ShownCheckpoint): Promise<void> {
  const { mirror, files, parts, log, published } = following;
  const policy = mirror.reader().policy();
  const lost = mirror.problems().find(({ index, code }) => index < shown.checkpoint.size && code === MISSING);
  if (lost !== undefined)
    throw new CountersignError("witness.mirror-incomplete", `the log does not show the evidence of leaf ${lost.index}`);
  if (policy === undefined) throw new CountersignError("policy.missing", "no policy of the log verifies");
  const note = mirrored(shown, policy, parts.kept.mirrorKey, parts.clock.now());
  if (published !== undefined && signersOf(published.note) === signersOf(note)) return;
  await files.folder.put(CHECKPOINT, new TextEncoder().encode(note));
  following.published = keptCheckpoint(parts.kept.mirrorKey, note);
  if (published?.checkpoint.size !== shown.checkpoint.size) parts.events.mirrored(log.origin, shown.checkpoint.size);
}

const MISSING = "bundle.evidence-missing";

/** A note without its last line, the mirror's own cosignature, which has the time. */
function signersOf(note: string): string {
  return note.slice(0, note.trimEnd().lastIndexOf("\n"));
}
