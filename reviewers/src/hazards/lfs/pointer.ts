/** Pointers are small; nothing longer is one. */
const LONGEST = 1024;

/** What a pointer of Git LFS says; undefined for any other text. A damaged pointer is one too, with `unknown`. */
export function lfsPointer(text: string): { readonly oid: string; readonly size: string } | undefined {
  if (text.length > LONGEST || !/^version https?:\/\/(?:git-lfs|hawser)\.github\.com\/spec\//.test(text))
    return undefined;
  return { oid: fieldOf(text, "oid"), size: fieldOf(text, "size") };
}

function fieldOf(text: string, name: string): string {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return line?.slice(name.length + 1).trim() ?? "unknown";
}
