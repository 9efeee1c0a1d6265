import { formatHex } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Entry, Mode } from "../change/entry.ts";
import { absentOid, parseOid } from "../objects/oid.ts";
import type { Oid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";

/** SHA-256 of a text, lowercase hex. */
export function sha256Of(text: string): string {
  return formatHex(nodeCrypto.sha256(new TextEncoder().encode(text)));
}

/** Names a commit, tree or blob that nobody made. */
export function madeUp(name: string): Oid {
  return parseOid(sha256Of(name).slice(0, 40), "sha1");
}

/** The tree of a made-up commit. */
export function treeOf(commit: Oid): Oid {
  return madeUp(`tree of ${commit}`);
}

/** An entry that replaces one content by another; `undefined` for absent. */
export function edit(path: string, from: string | undefined, to: string | undefined, mode: Mode = "100644"): Entry {
  const [old, now] = [side(from, mode), side(to, mode)];
  return {
    path: pathFromBytes(new TextEncoder().encode(path)),
    oldMode: old.mode,
    newMode: now.mode,
    oldOid: old.oid,
    newOid: now.oid,
    oldSha256: old.sha256,
    newSha256: now.sha256,
  };
}

type Side = { readonly mode: Mode; readonly oid: Oid; readonly sha256: string };

function side(content: string | undefined, mode: Mode): Side {
  if (content === undefined) return { mode: "000000", oid: absentOid("sha1"), sha256: "-" };
  return { mode, oid: madeUp(content), sha256: mode === "160000" ? "-" : sha256Of(content) };
}
