import type { ChangeRecord } from "../change/record.ts";
import type { Review } from "../decision/review.ts";
import type { BreakGlass } from "../gate/break-glass.ts";
import type { Deployment } from "../gate/deployment.ts";
import type { Baseline } from "../policy/baseline.ts";
import type { PolicyVersion } from "../policy/policy.ts";
import type { Incident } from "./incident.ts";

/** A verified record at its place in the log: `leaf` is the index, `id` the SHA-256 (hex) of its payload. */
export type Logged<T> = { readonly leaf: number; readonly id: string; readonly record: T };

/** A decision with the fingerprint of the key that signed it. */
export type LoggedReview = Logged<Review> & { readonly fingerprint: string };

/** A person who signed a record, and the fingerprint of the key; the organisation is that of the policy in force there. */
export type SignedBy = { readonly person: string; readonly organisation: string; readonly fingerprint: string };

/** A baseline with the signatures that counted when it was logged; who stands by it now is `baselineSigners`'. */
export type LoggedBaseline = Logged<Baseline> & { readonly signedBy: readonly SignedBy[] };

/** A break-glass record with everybody who signed it, one item a signature; whether they suffice is `breakGlassFault`'s. */
export type LoggedBreakGlass = Logged<BreakGlass> & { readonly signers: readonly SignedBy[] };

/** An incident with whoever signed it: a person, or a machine by its id. */
export type LoggedIncident = Logged<Incident> & { readonly signer: SignedBy | { readonly machine: string } };

/** A policy version with the leaf from which it is in force. */
export type LoggedPolicy = { readonly leaf: number; readonly id: string } & PolicyVersion;

/** Everything the log says, every signature verified against the policy in force at its leaf, voided records left out. */
export type LogContents = {
  readonly origin: string;
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly root: Uint8Array;
  /** Seconds since the epoch that the quorum of witnesses vouches for; absent without a quorum. */
  readonly time?: number;
  /** The chain from version 1 to the one in force, never empty. */
  readonly policies: readonly LoggedPolicy[];
  /** The last of `policies`. */
  readonly policy: LoggedPolicy;
  readonly baselines: readonly LoggedBaseline[];
  readonly changes: readonly Logged<ChangeRecord>[];
  readonly reviews: readonly LoggedReview[];
  readonly deployments: readonly Logged<Deployment>[];
  readonly breakGlass: readonly LoggedBreakGlass[];
  readonly incidents: readonly LoggedIncident[];
  readonly voided: readonly { readonly leaf: number; readonly record: string; readonly reason: string }[];
};
