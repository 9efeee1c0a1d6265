import { CountersignError, findChange, parseOid } from "@countersign/core";
import type { Incident, LogContents } from "@countersign/core";
import { parseIndex } from "./leaf-index.ts";

/** What an incident is about, as people type it: `leaf:12`, `change:ID` (16 digits or more), `commit:OID`; `usage.about` otherwise. */
export function aboutOf(log: LogContents, text: string): Incident["about"] {
  const [kind, name = ""] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
  if (kind === "leaf") return { leaf: knownLeaf(log, parseIndex(name)) };
  if (kind === "change") return { change: findChange(log, name).record.change };
  if (kind === "commit" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name))
    return { commit: parseOid(name, name.length === 64 ? "sha256" : "sha1") };
  throw new CountersignError(
    "usage.about",
    `${JSON.stringify(text.slice(0, 100))} is not leaf:N, change:ID or commit:OID (in full)`,
  );
}

/** The same as text. */
export function spellAbout(about: Incident["about"]): string {
  if ("leaf" in about) return `leaf:${about.leaf}`;
  return "change" in about ? `change:${about.change}` : `commit:${about.commit}`;
}

function knownLeaf({ size }: LogContents, leaf: number): number {
  if (leaf < size) return leaf;
  throw new CountersignError("usage.index", `the log has ${size} leaves, there is no leaf ${leaf} yet`);
}
