import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCanonical, formatEnvelope, pae, parseCanonical, parseEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { formatRecord, parseRecord } from "@countersign/core";
import type { Kind, Review } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { expect } from "vitest";
import type { PersonId } from "../governed-home.testing.ts";
import { forgedLine, openForger } from "./forged-log.testing.ts";
import type { Forger } from "./forged-log.testing.ts";
import { signedAside, submitted } from "./resign.testing.ts";
import { failed, openStage } from "./stage.testing.ts";
import type { Answer, Stage, StageOptions } from "./stage.testing.ts";

/** A captured change that waits for dana, her approval of it in hand, and everything that can be made of that. */
export type SignedApproval = {
  readonly stage: Stage;
  readonly forger: Forger;
  /** The commit of the change, the tip of main. */
  readonly head: string;
  readonly approval: Envelope;
  readonly review: Review;
  /** The approval's statement as JSON. */
  readonly statement: JsonObject;
  /** The payload with another text in place of a part. */
  readonly spelled: (part: string, replacement: string) => Uint8Array;
  /** The payload with other members of the predicate; the subject is made anew from them. */
  readonly withMembers: (members: Partial<Review>) => Uint8Array;
  /** An envelope of a payload, signed by dana for a review unless told otherwise. */
  readonly signed: (payload: Uint8Array, options?: Signing) => Promise<Envelope>;
  /** The gate's answer about the head when this evidence is forced into the log. */
  readonly forced: (evidence: Envelope | Uint8Array, kind?: Kind) => Promise<Answer>;
  /** Asserts that it is refused where it is submitted, and that a log that has it is an error of the gate, with one code. */
  readonly refused: (evidence: Envelope | Uint8Array, code: string) => Promise<void>;
};

type Signing = { readonly person?: PersonId; readonly namespace?: string };

/** Sets the stage, captures a change of one file, and has dana sign an approval that nobody submits. */
export async function signedApproval(folder: string, options: StageOptions = {}): Promise<SignedApproval> {
  const stage = await openStage(folder, options);
  const head = stage.repo.commit({ files: { "ranker/score.py": "two\n" } });
  const { change } = await stage.capture(head, { base: stage.c0 });
  const approval = parseEnvelope(readFileSync(await signedAside(stage, "approve", change, "dana")));
  const { record: review } = parseRecord(nodeCrypto, "review", approval.payload);
  const forger = await openForger(stage);
  const forced = async (evidence: Envelope | Uint8Array, kind: Kind = "review") =>
    forger.ask(head, [...(await forger.lines()), forgedLine(kind, evidence)]);
  return {
    stage,
    forger,
    head,
    approval,
    review,
    statement: parseCanonical(approval.payload, "statement") as JsonObject,
    spelled: (part, replacement) => spelled(approval.payload, part, replacement),
    withMembers: (members) => formatRecord(nodeCrypto, "review", { ...review, ...members }),
    signed: async (payload, { person = "dana", namespace = "countersign-review@v1" } = {}) => {
      const { payloadType } = approval;
      const sig = await (await stage.signer(person)).sign(namespace, pae(payloadType, payload));
      return { payloadType, payload, signatures: [{ keyid: "", sig }] };
    },
    forced,
    refused: async (evidence, code) => {
      await notSubmitted(stage, evidence, code);
      expect(await forced(evidence)).toMatchObject(failed(code));
    },
  };
}

/** A statement's members as canonical JSON. */
export function statementWith({ statement }: SignedApproval, members: JsonObject): Uint8Array {
  return formatCanonical({ ...statement, ...members });
}

/** Nothing is logged, and the answer names the code. */
async function notSubmitted(stage: Stage, evidence: Envelope | Uint8Array, code: string): Promise<void> {
  const file = join(stage.folder, "refused.json");
  writeFileSync(file, evidence instanceof Uint8Array ? evidence : formatEnvelope(evidence));
  const before = await stage.run("queue", "--json");
  expect(await submitted(stage, file)).toMatchObject({ exit: 6, json: { decision: "error", code } });
  expect((await stage.run("queue", "--json")).stdout).toBe(before.stdout);
}

function spelled(payload: Uint8Array, part: string, replacement: string): Uint8Array {
  const text = new TextDecoder().decode(payload);
  if (!text.includes(part)) throw new Error(`no ${part} in it`);
  return new TextEncoder().encode(text.replace(part, replacement));
}
