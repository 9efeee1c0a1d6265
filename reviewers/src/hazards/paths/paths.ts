import { formatPath } from "@countersign/core";
import type { Finding, Path } from "@countersign/core";
import { bytesOf, pathOf } from "../../content/names.ts";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, whole } from "../finding.ts";

const ID = "paths";
/** Bytes of a path, and of one component, that common systems can have. */
const LONGEST_PATH = 1024;
const LONGEST_NAME = 255;

/** Names that some systems take for others, and names that programs misread (attack D13). */
export const paths: Hazard = { id: ID, file: hostile, change: collisions };

function hostile({ entry: { path, newMode } }: FileChange): Noticed {
  if (newMode === "000000") return { findings: [] };
  const why = reasons(path);
  if (why.length === 0) return { findings: [] };
  return {
    findings: [
      hazardFinding(ID, "path.hostile", {
        title: `The path ${named(path)} is one that programs misread`,
        at: [whole(path)],
        evidence: { why: why.join("; "), bytes: path.length },
        ask: "Why does the file have this name?",
      }),
    ],
  };
}

const DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/is;

/** A path is bytes: `\x80` to `\xff` are parts of letters and no reason. */
const REASONS: readonly (readonly [string, (path: Path, components: readonly string[]) => boolean])[] = [
  ["control characters", (path) => /[[\p{Cc}]&&[\p{ASCII}]]/v.test(path)],
  ["not UTF-8", (path) => typeof formatPath(path) !== "string"],
  ["a backslash", (path) => path.includes("\\")],
  ["a quote or a sign that shells and systems read", (path) => /["'`$<>|*?:;&]/.test(path)],
  ["begins like an option", (_, components) => components.some((name) => name.startsWith("-"))],
  ["blank at an end", (_, components) => components.some((name) => /^[ ]|[ ]$/.test(name))],
  ["a dot at the end", (_, components) => components.some((name) => /[^.]\.+$/.test(name))],
  ["a device of Windows", (_, components) => components.some((name) => DEVICE.test(name))],
  ["a short name of Windows", (_, components) => components.some((name) => /~\d/.test(name))],
  ["too long", (path, components) => path.length > LONGEST_PATH || components.some((one) => one.length > LONGEST_NAME)],
];

function reasons(path: Path): readonly string[] {
  const components = path.split("/");
  return REASONS.filter(([, test]) => test(path, components)).map(([name]) => name);
}

/** Two paths of the result that some file system keeps as one; the later one to be written wins. */
function collisions({ change, paths: all }: Surroundings): Noticed {
  const changed = change.entries.filter(({ newMode }) => newMode !== "000000").map(({ path }) => path);
  const touched = withFolders(changed);
  const byName = Map.groupBy(withFolders([...all, ...changed]), foldedName);
  const same = [...byName.values()].filter((names) => names.length > 1 && names.some((name) => touched.has(name)));
  return { findings: same.map((names) => collision(names.toSorted().map(pathOf))) };
}

function collision(same: readonly Path[]): Finding {
  return hazardFinding(ID, "path.collision", {
    title: `${same.slice(0, 3).map(named).join(" and ")} are one name on some systems`,
    at: same.map((path) => whole(path)),
    evidence: { paths: same.length },
    ask: "Which of them is meant to be there after a checkout?",
  });
}

/** Every path and every folder above one, each once. */
function withFolders(all: readonly Path[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of all) {
    found.add(path);
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (found.has(folder)) break;
      found.add(folder);
    }
  }
  return found;
}

const utf8 = new TextDecoder();

/** As file systems compare that fold case, compose letters, or drop dots and blanks at the end. */
function foldedName(path: string): string {
  if (isFolded(path)) return path;
  return utf8
    .decode(bytesOf(path))
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC")
    .split("/")
    .map((name) => name.replaceAll(/\p{Default_Ignorable_Code_Point}/gv, "").replace(/[. ]{1,255}$/, ""))
    .join("/");
}

/** Whether folding leaves a name as it is, as with nearly all: small letters of ASCII, and no dot at an end. */
function isFolded(path: string): boolean {
  return /^[a-z0-9_/.-]+$/.test(path) && !path.includes("./") && !path.endsWith(".");
}
