import {
  base64,
  dictionary,
  formatBase64,
  hexDigest,
  integer,
  jsonObject,
  list,
  object,
  read,
  string,
} from "@countersign/attest";
import type { JsonObject, JsonValue, Reader } from "@countersign/attest";
import type { Frontier } from "@countersign/tlog";
import { oid } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { formatBreakGlass, parseBreakGlass } from "../gate/break-glass.ts";
import { formatDeployment, parseDeployment } from "../gate/deployment.ts";
import type { GateLog } from "../gate/gate-log.ts";
import type { Logged, LoggedBaseline, LoggedBreakGlass, LoggedIncident, LoggedPolicy } from "../log/contents.ts";
import { formatIncident, parseIncident } from "../log/incident.ts";
import type { Oid } from "../objects/oid.ts";
import { formatBaseline, parseBaseline } from "../policy/baseline.ts";
import { policyVersion } from "../policy/digest.ts";
import { formatPageTable, parsePageTable } from "./page-table.ts";
import type { PageTable } from "./page-table.ts";
import type { SumTable } from "./sum-table.ts";

/** A commit that this gate allowed, not by break-glass and not by rollback. */
export type AllowedCommit = {
  readonly commit: Oid;
  /** How many steps it lies above the commit from which the line was first judged. */
  readonly position: number;
  /** Seconds since the epoch: what the witnesses vouched for then, or the gate's own clock where there are none. */
  readonly time: number;
};

/** What is settled for a requirement on a line. */
export type LineSettled = {
  /** Hash of the requirement as it was judged. */
  readonly hash: string;
  /** Position from which on every segment was judged by it. */
  readonly since: number;
  /** Size of the log then. */
  readonly size: number;
  /** Other refs whose approvals counted; absent for none. */
  readonly accepts?: readonly string[];
  /** Of a requirement that names classes: the commit up to which its people have looked (`ClaimedSteps.seen`). */
  readonly seen?: { readonly commit: Oid; readonly position: number };
};

/** What one environment has had of one ref: a line of commits that only ever goes forward. */
export type Line = {
  readonly environment: string;
  readonly repository: string;
  readonly ref: string;
  /** The settled commit that the line was first judged from. */
  readonly base: { readonly commit: Oid; readonly position: number };
  /** Oldest first; the last one is the newest settled commit. */
  readonly allowed: readonly AllowedCommit[];
  /** By requirement id. */
  readonly settled: ReadonlyMap<string, LineSettled>;
  /** Covers of the newest steps, which a longer run may still take in: digest of each and position of its last commit. */
  readonly recent: readonly { readonly digest: string; readonly position: number }[];
  /** Digests of covered contents that somebody spoke about since, or once called harmful. */
  readonly contested: readonly string[];
  /** Where the line has content that was revoked as harmful. */
  readonly harmful: readonly (Stretch & { readonly digest: string })[];
  /** Where it has content of which an approval lost its key, or a record was voided, by the policy version of a leaf. */
  readonly undermined: readonly (Stretch & { readonly digest: string; readonly leaf: number })[];
  /** Where it rests on a baseline that a requirement lost. */
  readonly unsettled: readonly (Stretch & { readonly requirement: string })[];
};

/** A part of a line: from a position on, until another where the content is gone or was settled anew. */
export type Stretch = { readonly from: number; readonly until?: number };

/** What a gate keeps of a log between its runs ("Bundle, state, proof"): how far it followed it, and what it settled. */
export type GateState = {
  readonly origin: string;
  /** SHA-256 of version 1 of the policy, as pinned. */
  readonly policySha256: string;
  readonly frontier: Frontier;
  readonly root: Uint8Array;
  /** The newest time that a quorum of witnesses vouched for, in seconds. */
  readonly time?: number;
  readonly policies: readonly LoggedPolicy[];
  /** Records that are few; of the deployments only the newest of each environment and ref, with and without break-glass. */
  readonly records: Pick<GateLog, "baselines" | "deployments" | "breakGlass" | "incidents">;
  readonly lines: readonly Line[];
  readonly pages: PageTable;
  /** Fingerprints of all captured changes. */
  readonly sums: SumTable;
};

const VERSION = 2;

/** The state as JSON. */
export function formatGateState(state: GateState): JsonObject {
  const { baselines, deployments, breakGlass, incidents } = state.records;
  return {
    version: VERSION,
    origin: state.origin,
    policySha256: state.policySha256,
    frontier: { size: state.frontier.size, hashes: state.frontier.hashes.map(formatBase64) },
    root: formatBase64(state.root),
    ...(state.time === undefined ? {} : { time: state.time }),
    policies: state.policies.map(({ leaf, id, document }) => ({ leaf, id, policy: document })),
    baselines: baselines.map(({ record, signedBy, ...logged }) => ({
      ...logged,
      signedBy: signedBy.map((one) => ({ ...one })),
      record: formatBaseline(record),
    })),
    deployments: deployments.map(({ record, ...logged }) => ({ ...logged, record: formatDeployment(record) })),
    breakGlass: breakGlass.map(({ record, signers, ...logged }) => ({
      ...logged,
      signers: signers.map((one) => ({ ...one })),
      record: formatBreakGlass(record),
    })),
    incidents: incidents.map(({ record, signer, ...logged }) => ({
      ...logged,
      signer: { ...signer },
      record: formatIncident(record),
    })),
    lines: state.lines.map(formatLine),
    pages: formatPageTable(state.pages),
    sums: { ...state.sums },
  };
}

function formatLine({ settled, undermined, unsettled, ...line }: Line): JsonObject {
  return {
    ...line,
    settled: Object.fromEntries(settled),
    ...(undermined.length === 0 ? {} : { undermined }),
    ...(unsettled.length === 0 ? {} : { unsettled }),
  };
}

/**
 * Reads what `formatGateState` prints. `state.version` for another version, `state.…` for whatever else is not spelled so.
 * A policy whose document no longer parses throws what `policyVersion` throws.
 */
export function parseGateState(crypto: Sha256, value: JsonValue): GateState {
  const { version } = read(jsonObject, value, "state");
  if (version !== VERSION)
    throw new CountersignError(
      "state.version",
      `the state is of version ${String(version)}, this program reads ${VERSION}`,
    );
  const known = read(stateReader, value, "state");
  const { policies, baselines, deployments, breakGlass, incidents, pages } = known;
  return {
    origin: known.origin,
    policySha256: known.policySha256,
    frontier: known.frontier,
    root: known.root,
    ...(known.time === undefined ? {} : { time: known.time }),
    lines: known.lines,
    policies: policies.map(({ leaf, id, policy }) => ({ leaf, id, ...policyVersion(crypto, policy) })),
    records: { baselines, deployments, breakGlass, incidents },
    pages: parsePageTable(pages),
    sums: known.sums,
  };
}

/** A logged record with whatever stands beside it. */
function logged<T>(parse: (value: JsonValue) => T): Reader<Logged<T>> {
  return object({ leaf: integer, id: hexDigest, record: (value) => parse(value) });
}

const signedBy = object({ person: string, organisation: string, fingerprint: string });
const byMachine = object({ machine: string });
const baseline: Reader<LoggedBaseline> = object({
  leaf: integer,
  id: hexDigest,
  signedBy: list(signedBy),
  record: (value: JsonValue) => parseBaseline(value),
});
const signer: Reader<LoggedIncident["signer"]> = (value, place) =>
  Object.hasOwn(jsonObject(value, place), "machine") ? byMachine(value, place) : signedBy(value, place);
const breakGlass: Reader<LoggedBreakGlass> = object({
  leaf: integer,
  id: hexDigest,
  signers: list(signedBy),
  record: (value: JsonValue) => parseBreakGlass(value),
});
const incident: Reader<LoggedIncident> = object({
  leaf: integer,
  id: hexDigest,
  signer,
  record: (value: JsonValue) => parseIncident(value),
});
const settledReader = dictionary(
  object(
    { hash: hexDigest, since: integer, size: integer },
    { accepts: list(string), seen: object({ commit: oid, position: integer }) },
  ),
);
const settledMap: Reader<Line["settled"]> = (value, place) => new Map(Object.entries(settledReader(value, place)));
const lineReader = object(
  {
    environment: string,
    repository: string,
    ref: string,
    base: object({ commit: oid, position: integer }),
    allowed: list(object({ commit: oid, position: integer, time: integer })),
    settled: settledMap,
    recent: list(object({ digest: hexDigest, position: integer })),
    contested: list(hexDigest),
    harmful: list(object({ digest: hexDigest, from: integer }, { until: integer })),
  },
  {
    undermined: list(object({ digest: hexDigest, from: integer, leaf: integer }, { until: integer })),
    unsettled: list(object({ requirement: string, from: integer }, { until: integer })),
  },
);
/** What nothing was taken away from says nothing about it. */
const line: Reader<Line> = (value, place) => ({ undermined: [], unsettled: [], ...lineReader(value, place) });

const stateReader = object(
  {
    version: integer,
    origin: string,
    policySha256: hexDigest,
    frontier: object({ size: integer, hashes: list(base64) }),
    root: base64,
    policies: list(object({ leaf: integer, id: hexDigest, policy: jsonObject })),
    baselines: list(baseline),
    deployments: list(logged(parseDeployment)),
    breakGlass: list(breakGlass),
    incidents: list(incident),
    lines: list(line),
    pages: jsonObject,
    sums: object({ count: integer, chunks: list(hexDigest) }),
  },
  { time: integer },
);
