import { formatHex } from "@countersign/attest/hex";
import { CountersignError } from "../error.ts";
import { idSize } from "./object-format.ts";
import type { ObjectFormat } from "./object-format.ts";

export type { ObjectFormat } from "./object-format.ts";

declare const oid: unique symbol;

/** A full object id in lowercase hex: 40 digits under SHA-1, 64 under SHA-256. Never abbreviated. */
export type Oid = string & { readonly [oid]: true };

/**
 * Reads a full object id of a repository's format. An id of the other format is `git.object-format`, everything else
 * that is not one (abbreviated, upper case, a name) is `git.oid`.
 */
export function parseOid(text: string, format: ObjectFormat): Oid {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) || text.includes("\n")) {
    throw new CountersignError("git.oid", `${JSON.stringify(text.slice(0, 80))} is not a full lowercase object id`);
  }
  if (text.length !== 2 * idSize(format)) {
    throw new CountersignError("git.object-format", `${text} is not an id of a ${format} repository`);
  }
  return text as Oid;
}

/** The id that raw bytes spell (as in a tree entry); the caller passes exactly 20 or 32 of them. */
export function oidFromBytes(bytes: Uint8Array): Oid {
  return formatHex(bytes) as Oid;
}

/** Zeros: what `git diff-tree --raw` prints for a side that is absent. */
export function absentOid(format: ObjectFormat): Oid {
  return "0".repeat(2 * idSize(format)) as Oid;
}

/** The id of the tree without entries, which git knows without storing it. */
export function emptyTree(format: ObjectFormat): Oid {
  return (
    format === "sha1"
      ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
      : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
  ) as Oid;
}
