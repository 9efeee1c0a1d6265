import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Published test vectors of one folder, read from where `COUNTERSIGN_VECTORS` points. */
export type Vectors = {
  /** Whether the folder is there; tests say "skipped: no vectors" when it is not. */
  readonly present: boolean;
  readonly bytes: (path: string) => Uint8Array;
  readonly text: (path: string) => string;
  /** A parsed JSON file; the caller names the shape that the folder's README promises. */
  readonly json: <T>(path: string) => T;
  /** Paths of all files below a subfolder, relative to the vectors' folder, sorted. */
  readonly files: (under?: string) => readonly string[];
};

/** Opens a folder of published vectors, such as `signed-note`. */
export function vectors(folder: string): Vectors {
  const root = process.env["COUNTERSIGN_VECTORS"];
  const base = root === undefined ? "" : join(root, folder);
  const bytes = (path: string) => new Uint8Array(readFileSync(join(base, path)));
  const text = (path: string) => readFileSync(join(base, path), "utf8");
  return {
    present: base !== "" && existsSync(base),
    bytes,
    text,
    json: (path) => JSON.parse(text(path)),
    files: (under = "") =>
      readdirSync(join(base, under), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1))
        .toSorted(),
  };
}
