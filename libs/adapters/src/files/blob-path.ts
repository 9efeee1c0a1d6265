import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { errnoOf, fileError } from "./error.ts";

const COMPONENT_BYTES = 255;

/**
 * The components of a blob's name, such as `tile/0/x001/067`. Each has 1 to 255 bytes of UTF-8, does not begin with a dot
 * (so no `.` and `..`, and room for our own files) and has no control character or backslash; else `files.path`.
 */
export function parseBlobPath(path: string): readonly string[] {
  const components = path.split("/");
  if (path.isWellFormed() && components.every(isComponent)) return components;
  throw new CountersignError(
    "files.path",
    `${JSON.stringify(path)} is no relative path that a folder of blobs can hold`,
  );
}

function isComponent(component: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (component === "" || component.startsWith(".") || /[\u0000-\u001f\u007f\\]/.test(component)) return false;
  return Buffer.byteLength(component) <= COMPONENT_BYTES;
}

/**
 * Refuses (`files.link`) a symbolic link in the place of any folder on the way from `root` to a blob, and
 * (`files.not-a-folder`) anything else that is no folder. What does not exist yet is fine. Node cannot open relative to an
 * open folder, so this guards against links that are there, not against somebody who swaps folders meanwhile.
 */
export async function refuseLinks(root: string, components: readonly string[]): Promise<void> {
  let folder = root;
  for (const component of components.slice(0, -1)) {
    folder = join(folder, component);
    const kind = await kindOf(folder);
    if (kind === "missing") return;
    if (kind === "link") throw new CountersignError("files.link", `${folder} is a symbolic link on the way to a blob`);
    if (kind === "file")
      throw new CountersignError("files.not-a-folder", `${folder} is no folder, on the way to a blob`);
  }
}

async function kindOf(path: string): Promise<"missing" | "link" | "folder" | "file"> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return "link";
    return found.isDirectory() ? "folder" : "file";
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "missing";
    throw fileError(path, error);
  }
}
