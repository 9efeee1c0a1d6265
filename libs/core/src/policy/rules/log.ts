import { LogError, canBeMetTwice, canBeMetWithout, checkQuorum } from "@countersign/tlog";
import type { CountersignError } from "../../error.ts";
import { splitNoteKey } from "../parse/keys.ts";
import type { Policy } from "../policy.ts";
import { fault } from "./rule.ts";

/** The log's key has the log's name: `policy.log-origin`. */
export function* logName({ log }: Policy): Iterable<CountersignError> {
  const name = splitNoteKey(log.key)?.name;
  if (name !== log.origin) yield fault("log-origin", `the log's key is named ${name}, not ${log.origin}`);
}

/**
 * The quorum of witnesses holds what it promises; all faults are `policy.quorum`. It names known witnesses, each once; two
 * sets without a common member cannot both meet it, else the log could show two histories; and no set meets it without
 * the witnesses of each reviewer organisation that has some, else that organisation's decisions could be held back. At
 * least one reviewer who holds a required role has a witness. `none` is for trials alone, where nothing leans on time.
 */
export function* quorum(policy: Policy): Iterable<CountersignError> {
  const { quorum: wanted, witnesses } = policy.log;
  if (wanted === "none") return yield* withoutQuorum(policy);
  const malformed = attemptCheck(policy);
  if (malformed !== undefined) return yield malformed;
  if (canBeMetTwice(wanted)) yield fault("quorum", "two sets of witnesses without a common member can meet it");
  const reviewers = policy.organisations.filter(({ kind }) => kind === "reviewer");
  for (const { id } of reviewers) {
    const own = new Set(witnesses.filter(({ organisation }) => organisation === id).map(({ name }) => name));
    if (own.size > 0 && canBeMetWithout(wanted, own))
      yield fault("quorum", `it can be met without the witness of ${id}`);
  }
  const holders = roleHolders(policy);
  if (holders.size > 0 && !witnesses.some(({ organisation }) => holders.has(organisation)))
    yield fault("quorum", "no organisation that reviews has a witness: its decisions could be held back");
}

function* withoutQuorum({ trial, environments }: Policy): Iterable<CountersignError> {
  if (!trial) yield fault("quorum", "without witnesses nobody but the operator says what the log holds");
  for (const { id, freshness, breakGlass } of environments) {
    if (freshness !== undefined)
      yield fault("quorum", `freshness of ${id} is measured by witnesses, and there are none`);
    if (breakGlass !== undefined) yield fault("quorum", `breakGlass of ${id} ends by witness time, and there is none`);
  }
}

function attemptCheck({ log }: Policy): CountersignError | undefined {
  try {
    const names = log.witnesses.map(({ name }) => name);
    checkQuorum(log.quorum, names);
    return undefined;
  } catch (error) {
    if (error instanceof LogError) return fault("quorum", error.detail);
    throw error;
  }
}

/** The organisations that hold a role which a requirement asks for. */
export function roleHolders({ roles, requirements }: Policy): ReadonlySet<string> {
  const required = new Set(requirements.map(({ role }) => role));
  return new Set(roles.filter(({ id }) => required.has(id)).map(({ organisation }) => organisation));
}
