import { CountersignError } from "../error.ts";
import { decodeText, parseIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { idSize } from "./object-format.ts";
import type { ObjectFormat } from "./object-format.ts";
import type { Oid } from "./oid.ts";

/** What a commit object says. `message` is bytes in `encoding` (UTF-8 when absent). */
export type Commit = {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly encoding?: string;
  readonly message: Uint8Array;
};

/**
 * Reads a commit object, so that no other parser can read other parents or another tree from the same bytes: `tree`,
 * `parent`*, `author`, `committer` once each and in this order, full lowercase ids, no parent twice, no NUL anywhere;
 * else `git.commit-object`. Other headers may follow. Defects inside the author and committer lines are not judged.
 *
 * ```
 * tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
 * parent 1f7a7a472abf3dd9643fd615f6da379c4acb3e3a
 * author Olga <olga@acme.example> 1700000000 +0000
 * committer Olga <olga@acme.example> 1700000000 +0000
 *
 * Raise the weight of watch time
 * ```
 */
export function parseCommit(bytes: Uint8Array, format: ObjectFormat): Commit {
  if (bytes.includes(0)) throw malformed("it contains a NUL byte");
  const reader: Reader = { bytes, position: 0 };
  const tree = readId(reader, "tree", format);
  const parents = readParents(reader, format);
  const author = parseIdentity(readHeader(reader, "author"));
  const committer = parseIdentity(readHeader(reader, "committer"));
  const encoding = readFurtherHeaders(reader);
  const message = bytes.subarray(reader.position);
  return { tree, parents, author, committer, ...(encoding === undefined ? {} : { encoding }), message };
}

type Reader = { readonly bytes: Uint8Array; position: number };

const LINE_FEED = 10;
const SPACE = 32;
const ONCE: ReadonlySet<string> = new Set(["tree", "parent", "author", "committer"]);

function readParents(reader: Reader, format: ObjectFormat): readonly Oid[] {
  const parents: Oid[] = [];
  while (startsWith(reader, "parent ")) {
    const parent = readId(reader, "parent", format);
    if (parents.includes(parent)) throw malformed(`it names the parent ${parent} twice`);
    parents.push(parent);
  }
  return parents;
}

/** One character for each byte, whatever the byte. */
const byteText = new TextDecoder("latin1");
const LOWERCASE_HEX = /^[0-9a-f]+$/;

function readId(reader: Reader, header: string, format: ObjectFormat): Oid {
  const value = byteText.decode(readHeader(reader, header));
  if (value.length !== 2 * idSize(format) || !LOWERCASE_HEX.test(value)) {
    throw malformed(`its ${header} is not a full lowercase ${format} id`);
  }
  return value as Oid;
}

function readHeader(reader: Reader, header: string): Uint8Array {
  if (!startsWith(reader, `${header} `)) throw malformed(`the header "${header}" is not in its place`);
  return readLine(reader).subarray(header.length + 1);
}

/** Reads up to the empty line before the message, or to the end when there is no message; answers the encoding. */
function readFurtherHeaders(reader: Reader): string | undefined {
  let encoding: string | undefined;
  while (reader.position < reader.bytes.length) {
    const line = readLine(reader);
    if (line.length === 0) return encoding;
    if (line[0] === SPACE) continue;
    const space = line.indexOf(SPACE);
    const header = decodeText(space === -1 ? line : line.subarray(0, space));
    if (ONCE.has(header)) throw malformed(`the header "${header}" is repeated or out of its place`);
    if (header === "encoding" && space !== -1) encoding ??= decodeText(line.subarray(space + 1));
  }
  return encoding;
}

function readLine(reader: Reader): Uint8Array {
  const end = reader.bytes.indexOf(LINE_FEED, reader.position);
  if (end === -1) throw malformed("its headers do not end");
  const line = reader.bytes.subarray(reader.position, end);
  reader.position = end + 1;
  return line;
}

function startsWith({ bytes, position }: Reader, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[position + at] !== text.charCodeAt(at)) return false;
  return true;
}

function malformed(what: string): CountersignError {
  return new CountersignError("git.commit-object", `the commit cannot be read in one way only: ${what}`);
}
