import { createHash, hash } from "node:crypto";
import { CountersignError } from "@countersign/core/error";
import type { BlobDigest, ObjectFormat, Oid } from "@countersign/core/objects";
import { lineFeeds } from "./line-feeds.ts";

/** The type of a Git object. */
export type ObjectType = "commit" | "tree" | "blob" | "tag";

/** What was asked of `git cat-file --batch-command`, and who waits for it. */
export type Request =
  | (Waiting<Uint8Array> & { readonly kind: "whole"; readonly type: ObjectType; readonly limit: number })
  | (Waiting<BlobDigest> & { readonly kind: "digest"; readonly keeper?: Keeper | undefined })
  | (Waiting<ObjectType | undefined> & { readonly kind: "type" });

/** Takes contents as they are digested, so that whoever reads one soon after need not ask git again. */
export type Keeper = {
  /** Whether it has room for a content of so many bytes. */
  readonly wants: (size: number) => boolean;
  /** Takes a content that was hashed and has the id; the bytes are its own. */
  readonly keep: (blob: Oid, content: Uint8Array) => void;
};

type Waiting<T> = {
  readonly oid: Oid;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Reads the answers of `git cat-file --batch-command` from chunks as they come, each settling the next request. Bytes
 * are hashed as `type SP size NUL content` and compared with the id that was asked for (`git.object-hash`). Content is
 * copied once, and for digests only where it is to be kept. An answer of another shape throws `git.cat-file`: then nothing that follows
 * can be attributed.
 *
 * ```
 * 83baae61804e65cc73a7201a7252750c76066a30 blob 4
 * abc
 *
 * 0000000000000000000000000000000000000001 missing
 * ```
 */
export function responseReader(format: ObjectFormat, next: () => Request | undefined): (chunk: Buffer) => void {
  let cut: Buffer | undefined;
  let body: OpenBody | undefined;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (body !== undefined) {
        const end = Math.min(chunk.length, at + body.missing);
        body.add(chunk.subarray(at, end));
        body.missing -= end - at;
        at = end;
        if (body.missing === 0) body = finish(body);
        continue;
      }
      const lineEnd = chunk.indexOf(LINE_FEED, at);
      if (lineEnd === -1) {
        cut = keepCut(cut, chunk.subarray(at));
        return;
      }
      const header = parseHeader(next(), text(cut, chunk, at, lineEnd));
      const frame = at + header.request.oid.length + 1;
      const contentEnd = lineEnd + 1 + header.size;
      const complete = cut === undefined && contentEnd < chunk.length;
      cut = undefined;
      at = lineEnd + 1;
      if (header.type === undefined) settleMissing(header.request);
      else if (header.request.kind === "type") header.request.resolve(header.type);
      else if (complete) {
        if (chunk[contentEnd] !== LINE_FEED) throw unexpected();
        // Git's own framing of an object differs from the answer's in this byte only, so nothing needs to be copied.
        chunk[lineEnd] = 0;
        settleFramed(header.request, header.type, format, chunk.subarray(frame, contentEnd), lineEnd + 1 - frame);
        at = contentEnd + 1;
      } else body = openBody(header.request, header.type, format, header.size);
    }
  };
}

const LINE_FEED = 10;
/** A header has an id, a type and a size. */
const HEADER_LIMIT = 256;

type BodyRequest = Exclude<Request, { readonly kind: "type" }>;
/** An object whose content comes in several chunks; `missing` counts the line feed after it too. */
type OpenBody = { missing: number; readonly add: (part: Uint8Array) => void; readonly end: () => void };
type Header = { readonly request: Request; readonly type: ObjectType | undefined; readonly size: number };

function keepCut(cut: Buffer | undefined, rest: Buffer): Buffer {
  const joined = Buffer.concat(cut === undefined ? [rest] : [cut, rest]);
  if (joined.length > HEADER_LIMIT) throw unexpected();
  return joined;
}

function text(cut: Buffer | undefined, chunk: Buffer, start: number, end: number): string {
  return (cut === undefined ? "" : cut.toString("latin1")) + chunk.toString("latin1", start, end);
}

function parseHeader(request: Request | undefined, line: string): Header {
  if (request === undefined || !line.startsWith(`${request.oid} `)) throw unexpected();
  const rest = line.slice(request.oid.length + 1);
  if (rest === "missing") return { request, type: undefined, size: 0 };
  const match = /^(commit|tree|blob|tag) (0|[1-9]\d{0,14})$/.exec(rest);
  if (match === null) throw unexpected();
  return { request, type: match[1] as ObjectType, size: Number(match[2]) };
}

function settleMissing(request: Request): void {
  if (request.kind === "type") request.resolve(undefined);
  else request.reject(new CountersignError("git.missing-object", `the object ${request.oid} is not there`));
}

/** `framed` is the object as git hashes it; its content begins at `start`. */
function settleFramed(
  request: BodyRequest,
  type: ObjectType,
  format: ObjectFormat,
  framed: Uint8Array,
  start: number,
): void {
  if (refused(request, type, framed.length - start)) return;
  if (hash(format, framed) !== request.oid) request.reject(otherContent(request.oid));
  else if (request.kind === "whole") request.resolve(new Uint8Array(framed.subarray(start)));
  else {
    const content = framed.subarray(start);
    if (request.keeper?.wants(content.length) === true) request.keeper.keep(request.oid, new Uint8Array(content));
    request.resolve({ sha256: hash("sha256", content), size: content.length, lines: lineFeeds(content) });
  }
}

function refused(request: BodyRequest, type: ObjectType, size: number): boolean {
  const wanted = request.kind === "whole" ? request.type : "blob";
  if (type !== wanted) {
    request.reject(new CountersignError("git.object-type", `the object ${request.oid} is a ${type}, not a ${wanted}`));
  } else if (request.kind === "whole" && size > request.limit) {
    request.reject(
      new CountersignError("limit.object", `the ${type} ${request.oid} has ${size} bytes, more than ${request.limit}`),
    );
  } else return false;
  return true;
}

function openBody(request: BodyRequest, type: ObjectType, format: ObjectFormat, size: number): OpenBody {
  if (refused(request, type, size)) return { missing: size + 1, add: () => {}, end: () => {} };
  const header = Buffer.from(`${type} ${size}\0`);
  return request.kind === "whole" || request.keeper?.wants(size) === true
    ? wholeBody(request, type, format, size, header)
    : digestBody(request, format, size, header);
}

function wholeBody(
  request: BodyRequest,
  type: ObjectType,
  format: ObjectFormat,
  size: number,
  header: Buffer,
): OpenBody {
  const framed = new Uint8Array(header.length + size + 1);
  framed.set(header);
  let filled = header.length;
  return {
    missing: size + 1,
    add(part) {
      framed.set(part, filled);
      filled += part.length;
    },
    end: () => settleFramed(request, type, format, framed.subarray(0, -1), header.length),
  };
}

function digestBody(request: BodyRequest, format: ObjectFormat, size: number, header: Buffer): OpenBody {
  const identity = createHash(format).update(header);
  const content = createHash("sha256");
  let left = size;
  let lines = 0;
  return {
    missing: size + 1,
    add(part) {
      const bytes = part.subarray(0, left);
      left -= bytes.length;
      identity.update(bytes);
      content.update(bytes);
      lines += lineFeeds(bytes);
    },
    end() {
      if (identity.digest("hex") !== request.oid) request.reject(otherContent(request.oid));
      else if (request.kind === "digest") request.resolve({ sha256: content.digest("hex"), size, lines });
    },
  };
}

function finish(body: OpenBody): undefined {
  body.end();
  return undefined;
}

function otherContent(oid: Oid): CountersignError {
  return new CountersignError("git.object-hash", `the content stored under ${oid} has another hash`);
}

function unexpected(): CountersignError {
  return new CountersignError("git.cat-file", "git cat-file answered something that was not asked");
}
