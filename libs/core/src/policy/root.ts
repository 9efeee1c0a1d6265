import { AttestError, formatCanonical, hexDigest, object, parseCanonical, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { pinnedLog, quorum, witnesses } from "./parse/log.ts";
import type { LogPolicy, PolicyVersion } from "./policy.ts";

/** What a gate pins: version 1 of the policy and whom to believe about its log ("Policy", `root.json`). */
export type Root = {
  /** SHA-256 of version 1, lowercase hex. */
  readonly policySha256: string;
  readonly log: Pick<LogPolicy, "origin" | "key">;
  readonly witnesses: LogPolicy["witnesses"];
  readonly quorum: LogPolicy["quorum"];
};

/** The root that version 1 of a policy makes; a later version is `policy.root`. */
export function rootOf({ sha256, policy }: PolicyVersion): Root {
  if (policy.version !== 1) throw new CountersignError("policy.root", `a root pins version 1, not ${policy.version}`);
  const { origin, key, witnesses: watching, quorum: wanted } = policy.log;
  return { policySha256: sha256, log: { origin, key }, witnesses: watching, quorum: wanted };
}

const LINE_FEED = 0x0a;

/** The bytes of `root.json`: canonical JSON and one newline. */
export function formatRoot(root: Root): Uint8Array {
  return Uint8Array.of(...formatCanonical(jsonOf(root)), LINE_FEED);
}

const rootFields = object({ policySha256: hexDigest, log: pinnedLog, witnesses, quorum });

/** Reads what `formatRoot` prints; `policy.root-form` for everything else, be it only one blank more. */
export function parseRoot(bytes: Uint8Array): Root {
  if (bytes.at(-1) !== LINE_FEED) throw new CountersignError("policy.root-form", "a root ends with one newline");
  try {
    return read(rootFields, parseCanonical(bytes.subarray(0, -1), "policy"), "policy");
  } catch (error) {
    if (!(error instanceof AttestError)) throw error;
    throw new CountersignError("policy.root-form", `${error.code}: ${error.detail}`, { cause: error });
  }
}

/** Whether a policy's log is the one that a root pins, key, witnesses and quorum being the same. */
export function pins(root: Root, version: PolicyVersion): boolean {
  const own = { ...rootOf(version), policySha256: root.policySha256 };
  return sameText(formatRoot(own), formatRoot(root));
}

function jsonOf({ policySha256, log, witnesses: watching, quorum: wanted }: Root): JsonValue {
  return { policySha256, log: { ...log }, witnesses: watching.map((witness) => ({ ...witness })), quorum: wanted };
}

function sameText(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
