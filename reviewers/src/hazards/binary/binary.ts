import { formatHex } from "@countersign/attest/hex";
import type { Content } from "../../content/content.ts";
import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";

const ID = "binary";

/** What the first bytes say that a content is. */
const MAGIC: readonly (readonly [string, string])[] = [
  ["504b0304", "zip archive"],
  ["1f8b", "gzip"],
  ["fd377a585a00", "xz"],
  ["28b52ffd", "zstandard"],
  ["7f454c46", "ELF executable or library"],
  ["4d5a", "Windows executable"],
  ["cafebabe", "Java class or Mach-O"],
  ["cffaedfe", "Mach-O"],
  ["0061736d", "WebAssembly"],
  ["50415231", "Parquet"],
  ["89504e47", "PNG"],
  ["ffd8ff", "JPEG"],
  ["47494638", "GIF"],
  ["25504446", "PDF"],
  ["47475546", "GGUF model"],
  ["934e554d5059", "NumPy array"],
  ["894844460d0a1a0a", "HDF5"],
  ["53514c69746520", "SQLite"],
  ["8002", "pickle"],
  ["8003", "pickle"],
  ["8004", "pickle"],
  ["8005", "pickle"],
];

/** Content that no reader here understands: named by size and digest, never analysed (attack D9). */
export const binary: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, base, result }: FileChange): Noticed {
  const now = result ?? base;
  if (now === undefined || !isBinary(now)) {
    return base === undefined || result === undefined || !isBinary(base)
      ? { findings: [] }
      : finding(path, base, result);
  }
  return finding(path, base, result);
}

function isBinary({ encoding }: Content): boolean {
  return encoding === "binary";
}

function finding(path: FileChange["entry"]["path"], base: Content | undefined, result: Content | undefined): Noticed {
  const side = result === undefined ? "base" : "result";
  return {
    findings: [
      hazardFinding(ID, "opaque.binary", {
        title: `${named(path)} is binary content and not analysed`,
        at: [whole(path, side)],
        ...(base === undefined ? {} : { before: spell(base) }),
        ...(result === undefined ? {} : { after: spell(result) }),
        evidence: { ...facts("base", base), ...facts("result", result) },
        ask: "How was this made, and from what?",
      }),
    ],
  };
}

function spell({ size, sha256 }: Content): string {
  return `${size} bytes, sha256 ${sha256}`;
}

function facts(name: string, content: Content | undefined): { readonly [name: string]: string | number } {
  if (content === undefined) return {};
  const { size, sha256, bytes } = content;
  const first = bytes === undefined ? "" : formatHex(bytes.subarray(0, 8));
  const kind = MAGIC.find(([magic]) => first.startsWith(magic))?.[1] ?? "unknown";
  return { [`${name}-bytes`]: size, [`${name}-sha256`]: sha256, [`${name}-kind`]: kind };
}
