import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The manifest's name in the folder of the built app. */
export const MANIFEST = "SHA256SUMS";

/** What the host sets, and the manifest therefore leaves out. */
const SETTINGS = "service.json";

/** The digests of a built app by path, and its text: lines of `sha256sum`, sorted by path. */
export type Manifest = { readonly text: string; readonly files: ReadonlyMap<string, string> };

/** Hashes every file below a folder; `sha256sum --check SHA256SUMS` in it says the same. */
export async function manifestOf(folder: string): Promise<Manifest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => path !== MANIFEST && path !== SETTINGS)
    .toSorted();
  const files = new Map<string, string>();
  for (const path of paths) files.set(path, sha256(await readFile(join(folder, path))));
  return { files, text: formatManifest(files) };
}

/** Reads the manifest of a folder and compares every file with it; a RangeError names the first that differs, is missing or too many. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [listed, found] = [await readFile(join(folder, MANIFEST), "utf8"), await manifestOf(folder)];
  if (listed === found.text) return found;
  const names = parseManifest(listed);
  const wrong = [...names.keys(), ...found.files.keys()].find((path) => names.get(path) !== found.files.get(path));
  throw new RangeError(`${wrong ?? MANIFEST} is not what ${MANIFEST} says`);
}

/** `<sha256>  <path>` and a newline for each file. */
function formatManifest(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, digest]) => `${digest}  ${path}\n`).join("");
}

function parseManifest(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    return digest === undefined || path === undefined ? [] : [[path, digest] as const];
  });
  return new Map(lines);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
