import type { Content } from "../../content/content.ts";
import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";
import { lfsPointer } from "./pointer.ts";

const ID = "lfs";

/** Content that lies outside Git behind a pointer, and where it is fetched from (attack D10). */
export const lfs: Hazard = { id: ID, file: inFile };

function inFile(file: FileChange): Noticed {
  const { path } = file.entry;
  if (path.slice(path.lastIndexOf("/") + 1) === ".lfsconfig") return server(file);
  const [before, after] = [pointerOf(file.base), pointerOf(file.result)];
  if (before === undefined && after === undefined) return { findings: [] };
  return {
    findings: [
      hazardFinding(ID, "lfs.object", {
        title: `${named(path)} ${happened(file, before, after)}`,
        at: [whole(path, file.result === undefined ? "base" : "result")],
        ...(file.base === undefined ? {} : { before: spell(file.base, before) }),
        ...(file.result === undefined ? {} : { after: spell(file.result, after) }),
        evidence: { ...facts("base", before), ...facts("result", after) },
        ask: "Where can the reviewers read this content?",
      }),
    ],
  };
}

type Pointer = NonNullable<ReturnType<typeof lfsPointer>>;

function pointerOf(content: Content | undefined): Pointer | undefined {
  return content?.text === undefined ? undefined : lfsPointer(content.text);
}

function happened({ base, result }: FileChange, before: Pointer | undefined, after: Pointer | undefined): string {
  if (base === undefined) return "is content outside Git";
  if (result === undefined) return "was content outside Git";
  if (before === undefined) return "becomes content outside Git";
  return after === undefined ? "was content outside Git and becomes a file" : "names other content outside Git";
}

function spell(content: Content, pointer: Pointer | undefined): string {
  return pointer === undefined
    ? `${content.size} bytes, sha256 ${content.sha256}`
    : `${pointer.oid}, ${pointer.size} bytes`;
}

function facts(name: string, pointer: Pointer | undefined): { readonly [name: string]: string } {
  return pointer === undefined ? {} : { [`${name}-oid`]: pointer.oid, [`${name}-bytes`]: pointer.size };
}

function server({ entry: { path }, base, result }: FileChange): Noticed {
  const urls = (text = "") =>
    text
      .split("\n")
      .filter((line) => /url|remote|access/i.test(line))
      .map((line) => line.trim());
  return {
    findings: [
      hazardFinding(ID, "lfs.object", {
        title: `${named(path)} changes where content outside Git comes from`,
        at: [whole(path, result === undefined ? "base" : "result")],
        ...(base === undefined ? {} : { before: urls(base.text).join("; ") }),
        ...(result === undefined ? {} : { after: urls(result.text).join("; ") }),
        ask: "Who runs this server, and who can replace objects there?",
      }),
    ],
  };
}
