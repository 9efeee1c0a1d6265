import {
  canonicalText,
  dictionary,
  formatCanonical,
  formatHex,
  hexDigest,
  integer,
  json,
  list,
  matching,
  nonEmptyString,
  object,
  oneOf,
  parseCanonical,
  read,
  refuse,
  string,
} from "@countersign/attest";
import type { JsonValue, Reader } from "@countersign/attest";
import { formatPath, parsePath } from "../change/path-json.ts";
import { distinct, field, formatCapturedChange, parseCapturedChange, token } from "../change/record.ts";
import type { CapturedChange, ChangeRecord } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Path } from "../objects/path.ts";

/** R1 is shown last, R4 is never cleared automatically. */
export type Risk = "R1" | "R2" | "R3" | "R4";

/** Where a finding is: lines `from` to `to`, counted from 1, both included; 0 to 0 is the whole file. */
export type Location = {
  readonly path: Path;
  readonly side: "base" | "result";
  readonly from: number;
  readonly to: number;
};

/** What one detector noticed in a change. */
export type Finding = {
  /** Such as `feature.personal`; requirements name classes. */
  readonly class: string;
  readonly code: string;
  readonly risk: Risk;
  /** Roles whose business it is. */
  readonly roles: readonly string[];
  readonly title: string;
  readonly at: readonly Location[];
  /** Source spelling of what stood there, and of what stands there now. */
  readonly before?: string;
  readonly after?: string;
  readonly evidence: { readonly [name: string]: string };
  /** A question for the author. */
  readonly ask?: string;
  /** Id of the detector. */
  readonly detector: string;
};

/** How far the analysis understood one entry: by a syntax tree, a typed document, tokens only, or not at all. */
export type Coverage = {
  readonly path: Path;
  readonly analysed: "syntax" | "typed" | "tokens" | "none";
  /** Size of the result (of the base for a deletion). */
  readonly bytes: number;
  readonly lines: number;
};

/** Who decides about this change in one role, and for which of the policy's requirements. */
export type PacketRole = {
  readonly organisation: string;
  readonly people: readonly string[];
  readonly requirements: readonly string[];
};

/** Everything a reviewer is shown for one change ("Packet"). Its digest is in the change record and in every decision. */
export type Packet = {
  readonly change: CapturedChange;
  readonly findings: readonly Finding[];
  /** Differences of ledgers by the ledger's name; the rows are the ledger's own. */
  readonly ledgers: { readonly [name: string]: readonly JsonValue[] };
  /** One for each entry, in the order of the entries. */
  readonly coverage: readonly Coverage[];
  readonly detectors: { readonly version: string; readonly sha256: string };
  /** By id of the role. */
  readonly roles: { readonly [role: string]: PacketRole };
};

/** The canonical JSON of a packet. */
export function formatPacket({ change, findings, ledgers, coverage, detectors, roles }: Packet): Uint8Array {
  return formatCanonical({
    change: formatCapturedChange(change),
    findings: findings.map((finding) => ({ ...finding, at: finding.at.map(formatPlace) })),
    ledgers,
    coverage: coverage.map(formatPlace),
    detectors,
    roles,
  });
}

/**
 * Reads what `formatPacket` prints. Codes: `packet.json-…` and `packet.duplicate-key`, `packet.unknown-field`,
 * `packet.missing-field`, `packet.<field>` (`packet.coverage` too when it is not one for each entry), `statement.path`,
 * and those of `parseCapturedChange`.
 */
export function parsePacket(bytes: Uint8Array): Packet {
  const packet = read(packetReader, parseCanonical(bytes, "packet"), "packet");
  const { coverage, change } = packet;
  if (coverage.length !== change.entries.length || coverage.some(({ path }, at) => path !== change.entries[at]?.path)) {
    throw new CountersignError("packet.coverage", "coverage does not tell of each entry once, in their order");
  }
  return packet;
}

/** The SHA-256, lowercase hex, of a packet's bytes. */
export function packetDigest(crypto: Sha256, bytes: Uint8Array): string {
  return formatHex(crypto.sha256(bytes));
}

/**
 * The packet that a change record names: `packet.digest` when the bytes are not those, `packet.entries` when the packet
 * shows other entries than the record has, `packet.change` when it differs from the record in anything else.
 */
export function checkPacket(crypto: Sha256, bytes: Uint8Array, record: ChangeRecord): Packet {
  const found = packetDigest(crypto, bytes);
  if (found !== record.packet.sha256) {
    throw new CountersignError(
      "packet.digest",
      `the record names packet ${record.packet.sha256}, these bytes are ${found}`,
    );
  }
  const packet = parsePacket(bytes);
  const { packet: _, ...captured } = record;
  const [shown, recorded] = [formatCapturedChange(packet.change), formatCapturedChange(captured)];
  if (textOf(shown["entries"]) !== textOf(recorded["entries"])) {
    throw new CountersignError("packet.entries", "the packet shows other entries than the change record has");
  }
  if (canonicalText(shown) !== canonicalText(recorded)) {
    throw new CountersignError("packet.change", "the packet is of another change than the record");
  }
  return packet;
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? "" : canonicalText(value);
}

function formatPlace<T extends { readonly path: Path }>(place: T) {
  return { ...place, path: formatPath(place.path) };
}

const path: Reader<Path> = (value) => parsePath(value);

const members = object({ path, side: oneOf("base", "result"), from: integer, to: integer });

const location: Reader<Location> = (value, place) => {
  const read = members(value, place);
  return read.from <= read.to ? read : refuse(place, "field-value", "the last line stands before the first");
};

const finding: Reader<Finding> = object(
  {
    class: matching(/^[a-z][a-z-]*(?:\.[a-z-]+)*$/, "a class such as feature.personal"),
    code: matching(/^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*$/, "a code such as text.hidden"),
    risk: oneOf("R1", "R2", "R3", "R4"),
    roles: distinct(token),
    title: nonEmptyString,
    at: list(location),
    evidence: dictionary(string),
    detector: token,
  },
  { before: string, after: string, ask: nonEmptyString },
);

const coverage = object({ path, analysed: oneOf("syntax", "typed", "tokens", "none"), bytes: integer, lines: integer });

const role = object({ organisation: token, people: distinct(token), requirements: distinct(token) });

const change: Reader<CapturedChange> = (value) => parseCapturedChange(value);

const packetReader = object({
  change,
  findings: field("findings", list(finding)),
  ledgers: field("ledgers", dictionary(list(json))),
  coverage: field("coverage", list(coverage)),
  detectors: field("detectors", object({ version: token, sha256: hexDigest })),
  roles: field("roles", dictionary(role)),
});
