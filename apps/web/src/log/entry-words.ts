import type { AnyRecord, Kind } from "@countersign/core";
import type { ListedEntry } from "../api/types.ts";

const short = (hex: string) => hex.slice(0, 12);
const DECIDED = {
  approve: "approves",
  reject: "rejects",
  hold: "holds",
  revoke: "takes back what was said of",
} as const;

/** What a record says, in one sentence; for records whose bytes were verified. */
export function sentenceOf({ kind, record }: AnyRecord<Kind>): string {
  switch (kind) {
    case "policy": {
      const version = record.policy["version"];
      return `Policy${typeof version === "number" ? ` version ${version}` : ""} comes into force.`;
    }
    case "baseline":
      return `${record.repository.id} ${record.ref} begins at ${short(record.commit)} for ${record.requirements.join(", ")}.`;
    case "change":
      return `${record.repository.id} ${record.ref} would move from ${short(record.base.gitCommit)} to ${short(record.head.gitCommit)}, ${record.entries.length} ${record.entries.length === 1 ? "entry" : "entries"}: change ${short(record.change)}.`;
    case "review":
      return `${record.reviewer.person} of ${record.reviewer.organisation} as ${record.role} ${DECIDED[record.decision]} change ${short(record.change)}.`;
    case "deployment":
      return `A deployment of ${short(record.commit)} to ${record.environment} ${{ started: "started", succeeded: "succeeded", failed: "failed", "rolled-back": "was rolled back" }[record.state]}.`;
    case "incident":
      return `An incident is ${record.status}: ${record.code}, ${record.text}`;
    case "break-glass":
      return `${short(record.commit)} may go to ${record.environment} without approval until ${record.notAfter}: ${record.reason}`;
    default:
      return kind satisfies never;
  }
}

/** The same from what the service says of an entry, which nobody verified. */
export function listedSentence({ kind, facts }: Pick<ListedEntry, "kind" | "facts">): string {
  if (facts === null) return `A record of kind ${kind}.`;
  const signers = facts.signedBy.map((one) => ("person" in one ? one.person : one.machine)).join(", ");
  const signed = signers === "" ? "" : `, signed by ${signers}`;
  const change = facts.change === undefined ? "a change" : `change ${short(facts.change)}`;
  switch (kind) {
    case "policy":
      return `Policy version ${facts.version ?? "?"}${signed}.`;
    case "baseline":
      return `${facts.repository ?? ""} begins at ${short(facts.commit ?? "")}${signed}.`;
    case "change":
      return `${facts.title ?? change} (${facts.repository ?? ""})`;
    case "review":
      return `${signers || "Somebody"} as ${facts.role ?? "?"}: ${facts.decision ?? "?"} ${change}.`;
    case "deployment":
      return `Deployment of ${short(facts.commit ?? "")} to ${facts.environment ?? "?"}: ${facts.state ?? "?"}.`;
    case "incident":
      return `Incident ${facts.code ?? ""}: ${facts.state ?? ""}.`;
    case "break-glass":
      return `Break-glass for ${facts.environment ?? "?"}${signed}.`;
    default:
      return kind satisfies never;
  }
}

/** The change that a record is about, where it is about one. */
export function changeOf({ kind, record }: AnyRecord<Kind>): string | undefined {
  if (kind === "change" || kind === "review") return record.change;
  return kind === "incident" && "change" in record.about ? record.about.change : undefined;
}
