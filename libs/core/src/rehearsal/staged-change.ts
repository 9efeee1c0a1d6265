import { formatHex } from "@countersign/attest";
import { changeId } from "../change/change-id.ts";
import { changeDigest } from "../change/digest.ts";
import type { Entry } from "../change/entry.ts";
import type { ChangeRecord } from "../change/record.ts";
import { inScope } from "../change/scope.ts";
import type { Sha256 } from "../crypto.ts";
import type { Commit } from "../objects/commit.ts";
import { parseOid } from "../objects/oid.ts";
import type { Oid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";
import type { PolicyVersion, RepositoryPolicy } from "../policy/policy.ts";
import type { PolicyCase } from "./case.ts";

/** Where a case plays. */
export type Place = { readonly repository: RepositoryPolicy; readonly ref: string };

const id = (digit: string): Oid => parseOid(digit.repeat(40), "sha1");
/** The commit that a baseline settles. */
export const SETTLED = { commit: id("1"), tree: id("2") };
/** The one that is asked about, on top of it. */
export const LANDED = { commit: id("3"), tree: id("4") };
/** Where the change was captured when its base moved since. */
const ELSEWHERE = { commit: id("5"), tree: id("6") };

/** The in-scope files of a case, each modified. */
export function entriesOf(crypto: Sha256, { scope }: RepositoryPolicy, names: readonly string[]): readonly Entry[] {
  const paths = names
    .map((name) => pathFromBytes(new TextEncoder().encode(name)))
    .filter((path) => inScope(scope, path));
  return paths.toSorted((a, b) => (a < b ? -1 : 1)).map((path) => modified(crypto, path));
}

function modified(crypto: Sha256, path: Path): Entry {
  const content = (side: string) => formatHex(crypto.sha256(new TextEncoder().encode(`${side} ${path}`)));
  const [oldSha256, newSha256] = [content("before"), content("after")];
  const blob = (sha256: string) => parseOid(sha256.slice(0, 40), "sha1");
  const [oldOid, newOid] = [blob(oldSha256), blob(newSha256)];
  return { path, oldMode: "100644", newMode: "100644", oldOid, newOid, oldSha256, newSha256 };
}

/** A commit with this author, as far as contributors go. */
export function commitBy(email: string): Commit {
  const identity = { name: email, email };
  const { tree } = LANDED;
  return { tree, parents: [SETTLED.commit], author: identity, committer: identity, message: new Uint8Array() };
}

/** What was captured of a case's change. */
export type Captured = { readonly entries: readonly Entry[]; readonly contributors: ChangeRecord["contributors"] };

/** The record of a case's change; undefined where nothing in scope changes, since there is nothing to decide about. */
export function changeOf(
  crypto: Sha256,
  { sha256, policy }: PolicyVersion,
  { repository, ref }: Place,
  { baseMoved }: PolicyCase,
  { entries, contributors }: Captured,
): ChangeRecord | undefined {
  const digest = changeDigest(crypto, "sha1", entries);
  if (digest === undefined) return undefined;
  const base = baseMoved ? ELSEWHERE : SETTLED;
  const head = { commit: LANDED.commit };
  const result = { tree: LANDED.tree };
  return {
    change: changeId(crypto, { base, changeDigest: digest, head, ref, repository: repository.id, result }),
    repository: { id: repository.id, uri: repository.uri },
    ref,
    base: { gitCommit: base.commit, gitTree: base.tree },
    head: { gitCommit: head.commit },
    result: { gitTree: result.tree },
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors,
    pushers: [],
    previous: [],
    claim: { title: "", text: "" },
    packet: { sha256: "0".repeat(64), renderer: "policy-test" },
    policy: { version: policy.version, sha256 },
  };
}
