import { createHash } from "node:crypto";
import { parseOid, pathFromBytes } from "@countersign/core";
import type { Entry, Oid } from "@countersign/core";
import type { BareChange } from "./bare-change.ts";

/** Changes of one entry each along a line that no repository has, from the one with a number on: for what reads a log alone. */
export function inventedChanges(count: number, first = 0): readonly BareChange[] {
  return Array.from({ length: count }, (_, at) => first + at).map((number) => ({
    base: { gitCommit: id(`commit ${number}`), gitTree: id(`tree ${number}`) },
    head: { gitCommit: id(`commit ${number + 1}`) },
    result: { gitTree: id(`tree ${number + 1}`) },
    entries: [entry(number)],
  }));
}

function entry(number: number): Entry {
  return {
    path: pathFromBytes(Buffer.from(`ranking/area-${number % 100}/feature-${number % 2000}.conf`)),
    oldMode: "100644",
    newMode: "100644",
    oldOid: id(`blob ${number}`),
    newOid: id(`blob ${number + 1}`),
    oldSha256: hex("sha256", `blob ${number}`),
    newSha256: hex("sha256", `blob ${number + 1}`),
  };
}

function id(text: string): Oid {
  return parseOid(hex("sha1", text), "sha1");
}

function hex(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}
