declare const path: unique symbol;

/**
 * A path inside a repository as a *binary string*: one UTF-16 unit, 0 to 255, for each byte. So `<` sorts by path bytes,
 * a `Map` is keyed by bytes, and nothing is lost for names that are not UTF-8.
 */
export type Path = string & { readonly [path]: true };

/** Arguments that one call of `String.fromCharCode` safely takes. */
const STEP = 8192;

/** The path that these bytes spell. Inverse of {@link pathToBytes}. */
export function pathFromBytes(bytes: Uint8Array): Path {
  if (bytes.length <= STEP) return String.fromCharCode.apply(null, bytes as unknown as number[]) as Path;
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) text += pathFromBytes(bytes.subarray(at, at + STEP));
  return text as Path;
}

/** The bytes of a path. Inverse of {@link pathFromBytes}. */
export function pathToBytes(path: Path): Uint8Array {
  const bytes = new Uint8Array(path.length);
  for (let at = 0; at < path.length; at += 1) bytes[at] = path.charCodeAt(at);
  return bytes;
}

/** A path one level deeper: `folder` is empty at the root, else it ends with `/`. */
export function joinPath(folder: string, name: Path): Path {
  return (folder + name) as Path;
}
