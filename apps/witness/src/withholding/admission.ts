import { formatEnvelope, parseStatement, predicateType } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  CountersignError,
  KINDS,
  SALT_BYTES,
  breakGlassSigners,
  checkNotSuperseded,
  commitment,
  formatLeaf,
  isMachineSigned,
  logReader,
  parsePolicy,
  parseRecord,
  recordId,
  verifyPeople,
  verifyPerson,
} from "@countersign/core";
import type { Kind, LogReader, Policy, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { shutExit } from "./shut-exit.ts";

/** A log as far as it was read, and the time, in POSIX seconds. */
export type ReadSoFar = {
  readonly root: Root;
  readonly reader: Pick<LogReader, "before" | "soFar">;
  readonly now: number;
};

/** The check that a record does not pass. */
export type Refusal = { readonly code: string; readonly detail: string };

/** A record that people of this organisation signed: its id and its kind. */
export type Recognised = { readonly record: string; readonly kind: Kind };

/**
 * Looks at who signed a record that somebody hands in: at least one person of this organisation. Codes: `usage.kind`,
 * `witness.stranger`, and those of statements and signatures.
 */
export function recognise(policy: Policy, organisation: string, envelope: Envelope): Recognised {
  const kind = kindOf(envelope);
  if (!signersOf(policy, kind, envelope).includes(organisation))
    throw new CountersignError("witness.stranger", `nobody of '${organisation}' signed this ${kind}`);
  return { record: recordId(nodeCrypto, envelope.payload), kind };
}

/**
 * Why a record cannot become the next leaf of a log that was read so far, or undefined: its readers would refuse it, it approves
 * a revision that another one has replaced (attack A3), or it is an emergency exit that stays shut (attack H4). Nothing is changed
 * by asking.
 */
export function refusal({ root, reader, now }: ReadSoFar, kind: Kind, envelope: Envelope): Refusal | undefined {
  const salt = new Uint8Array(SALT_BYTES);
  const evidence = formatEnvelope(envelope);
  const leaf = formatLeaf({ kind, sha256: commitment(nodeCrypto, salt, evidence) });
  const problem = logReader(nodeCrypto, root, reader.before()).admit({ leaf, salt, evidence });
  if (problem !== undefined) return { code: problem.code, detail: problem.message };
  if (kind === "review") return superseded(reader, envelope);
  const contents = kind === "break-glass" ? reader.soFar()?.contents : undefined;
  return contents && shutExit(contents, { envelope, now });
}

function kindOf({ payload }: Envelope): Kind {
  const statement = parseStatement(payload);
  const kind = KINDS.find((one) => predicateType(one) === statement.predicateType);
  if (kind !== undefined) return kind;
  throw new CountersignError("usage.kind", `${JSON.stringify(statement.predicateType.slice(0, 120))} is not logged`);
}

/** The organisations of the people who signed; none where a machine did. */
function signersOf(policy: Policy, kind: Kind, envelope: Envelope): readonly string[] {
  const organisationsOf = (signers: readonly { readonly person: { readonly organisation: string } }[]) =>
    signers.map(({ person }) => person.organisation);
  switch (kind) {
    case "review":
      return organisationsOf([verifyPerson(nodeCrypto, policy, "countersign-review@v1", envelope)]);
    case "incident":
      if (isMachineSigned(envelope)) return [];
      return organisationsOf([verifyPerson(nodeCrypto, policy, "countersign-review@v1", envelope)]);
    case "break-glass":
      return breakGlassSigners(nodeCrypto, policy, envelope).map(({ organisation }) => organisation);
    case "baseline":
      return organisationsOf(verifyPeople(nodeCrypto, [policy], "countersign-policy@v1", envelope));
    case "policy": {
      const { record } = parseRecord(nodeCrypto, "policy", envelope.payload);
      const judges = [policy, parsePolicy(record.policy)];
      return organisationsOf(verifyPeople(nodeCrypto, judges, "countersign-policy@v1", envelope));
    }
    case "change":
    case "deployment":
      return [];
    default: {
      const never: never = kind;
      return never;
    }
  }
}

function superseded(reader: ReadSoFar["reader"], { payload }: Envelope): Refusal | undefined {
  const { record } = parseRecord(nodeCrypto, "review", payload);
  const contents = reader.soFar()?.contents;
  const logged = contents?.changes.findLast((one) => one.record.change === record.change);
  if (contents === undefined || logged === undefined) return undefined;
  try {
    checkNotSuperseded(contents, logged, record.decision);
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
}
