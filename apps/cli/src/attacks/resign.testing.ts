import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCanonical, formatEnvelope, pae, parseCanonical, parseEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { done } from "../governed-home.testing.ts";
import type { PersonId } from "../governed-home.testing.ts";
import { member } from "../desk.testing.ts";
import type { CliRun } from "../run.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** Signs a decision without logging it, on the reviewer's machine, and answers the file. */
export async function signedAside(
  { folder, say }: Stage,
  decision: string,
  change: string,
  person: PersonId,
): Promise<string> {
  const file = join(folder, `${decision}-${person}-${change.slice(0, 16)}.json`);
  await done(say(decision, change, person, "--out", file));
  return file;
}

/** Edits members of the predicate of a signed file, and has the person sign what came of it with their real key. */
export async function signedOtherwise(
  stage: Stage,
  file: string,
  person: PersonId,
  edits: JsonObject,
): Promise<string> {
  const { payloadType, payload } = parseEnvelope(readFileSync(file));
  const statement = parseCanonical(payload, "statement") as JsonObject;
  const predicate = { ...(member(statement, "predicate") as JsonObject), ...edits };
  const edited = formatCanonical({ ...statement, predicate });
  const signer = await stage.signer(person);
  const sig = await signer.sign("countersign-review@v1", pae(payloadType, edited));
  return written(`${file}.edited`, { payloadType, payload: edited, signatures: [{ keyid: "", sig }] });
}

/** Writes an envelope into a file and answers its path. */
export function written(file: string, envelope: Envelope): string {
  writeFileSync(file, formatEnvelope(envelope));
  return file;
}

/** Submits a signed file to the log. */
export function submitted({ run }: Stage, file: string): Promise<CliRun> {
  return run("submit", file, "--json");
}
