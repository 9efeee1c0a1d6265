import type { JsonObject, PublicKey } from "@countersign/attest";
import type { Quorum } from "@countersign/tlog";
import type { Oid } from "../objects/oid.ts";
import type { Pattern } from "../change/pattern.ts";
import type { Scope } from "../change/scope.ts";

/** How content may have reached the ref and still be what was approved; strictness grows from `same-change` to `exact-tree`. */
export type CoverageClass = "same-change" | "exact-tree" | "clean-merge";

/** A company or body that people belong to; `origins` are the web origins whose passkeys its people may sign with. */
export type Organisation = {
  readonly id: string;
  readonly kind: "operator" | "reviewer";
  /** E-mail patterns of its people; `*` stands for any bytes but `@`. */
  readonly git: readonly string[];
  readonly origins: readonly { readonly origin: string; readonly rpId: string }[];
};

/** Someone who can sign. `git` e-mail addresses and `github` numeric ids say which contributions are theirs. */
export type Person = {
  readonly id: string;
  readonly organisation: string;
  readonly keys: readonly PublicKey[];
  readonly git: readonly string[];
  readonly github: readonly number[];
  /** Signs nothing any more; what was logged before stays. */
  readonly retired: boolean;
};

/** A machine's Ed25519 key: a `service` logs changes, a `gate` logs receipts and verdicts for its environments. */
export type Machine = {
  readonly id: string;
  readonly kind: "service" | "gate";
  readonly environments: readonly string[];
  readonly key: Uint8Array;
};

/** The people of one organisation who may decide in a capacity. */
export type Role = { readonly id: string; readonly organisation: string; readonly people: readonly string[] };

/** `count` people of one organisation, out of those named. */
export type Threshold = { readonly organisation: string; readonly people: readonly string[]; readonly count: number };

/** One protected repository. It *is* its `id`; the `uri` must agree wherever it is written down. */
export type RepositoryPolicy = {
  readonly id: string;
  readonly uri: string;
  /** `accepts`: approvals given for those refs count on this one. */
  readonly refs: readonly { readonly ref: string; readonly accepts: readonly string[] }[];
  readonly scope: Scope;
  readonly contributors: { readonly unresolved: "allow" | "deny"; readonly ignore: readonly string[] };
  /** Gitlinks that may move: path of the gitlink, id of a repository in this policy. */
  readonly submodules: readonly { readonly path: string; readonly repository: string }[];
  /** Commits below the baseline whose malformed headers `git fsck` would refuse. */
  readonly oldHeaderDefects: readonly Oid[];
};

/** Who must agree to which entries. Absent `paths` or `classes` do not restrict; both restrict together. */
export type Requirement = {
  readonly id: string;
  readonly paths?: readonly Pattern[];
  readonly classes?: readonly string[];
  readonly role: string;
  readonly count: number;
  readonly coverage: readonly CoverageClass[];
};

/** Somewhere to deploy to. Durations are whole seconds. */
export type Environment = {
  readonly id: string;
  readonly requires: readonly string[];
  /** How old the time vouched for by the witnesses may be. */
  readonly freshness?: number;
  readonly verdictTtl?: number;
  readonly rollback?: { readonly within: number; readonly depth: number; readonly staleness: number };
  readonly breakGlass?: {
    readonly approvals: readonly Threshold[];
    readonly ttl: number;
    readonly reviewWithin: number;
  };
};

/** A cosigner of checkpoints; `key` is its signed-note verifier key. */
export type Witness = {
  readonly name: string;
  readonly organisation: string;
  readonly key: string;
  readonly url?: string;
};

/** The one log of this policy; `key` is its signed-note verifier key, `inclusionWithin` whole seconds. */
export type LogPolicy = {
  readonly origin: string;
  readonly key: string;
  readonly inclusionWithin?: number;
  readonly witnesses: readonly Witness[];
  readonly quorum: Quorum;
};

/** A valid policy, defaults filled in ("Policy"). What was signed is the canonical JSON it was parsed from. */
export type Policy = {
  readonly version: number;
  /** Made by `countersign try`: gates outside its own home refuse it. */
  readonly trial: boolean;
  readonly organisations: readonly Organisation[];
  readonly people: readonly Person[];
  readonly revokedKeys: readonly { readonly fingerprint: string; readonly fromLeaf: number }[];
  readonly void: readonly { readonly leaf: number; readonly record: string; readonly reason: string }[];
  readonly machines: readonly Machine[];
  readonly roles: readonly Role[];
  readonly governance: readonly Threshold[];
  readonly repositories: readonly RepositoryPolicy[];
  readonly detectors?: { readonly version: string; readonly sha256: string };
  readonly requirements: readonly Requirement[];
  readonly environments: readonly Environment[];
  readonly log: LogPolicy;
};

/** A policy with the identity that statements name, its version and the SHA-256 of its canonical JSON, and the document as it was signed. */
export type PolicyVersion = { readonly sha256: string; readonly policy: Policy; readonly document: JsonObject };
