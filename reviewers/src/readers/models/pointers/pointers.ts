import type { OutlineBuilder } from "../bytes/outline-builder.ts";

const LFS =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]{1,500}\n){0,20}oid (sha256:[\da-f]{64})\nsize (\d{1,19})\n?$/;
const ANNEX = /(?:^|\/)(?:[A-Z\d_]{1,20})-s(\d{1,19})(?:-[mSC]\d{1,19}){0,4}--([\w.+-]{8,200})\s?$/;

/** Sorts of pointers to a content that is elsewhere. */
export type PointerSort = "lfs" | "annex" | "dvc";

/** Which pointer a small text is; undefined for all others. */
export function pointerSort(path: string, text: string): PointerSort | undefined {
  if (text.startsWith("version https://git-lfs.github.com/spec/")) return "lfs";
  if (/^(?:\.\.\/){0,40}(?:\.git|\/annex)\/(?:annex\/)?objects\/|^\/annex\/objects\//.test(text)) return "annex";
  return path.endsWith(".dvc") && /^(?:outs|md5|wdir|deps|frozen|meta):/m.test(text) ? "dvc" : undefined;
}

/** Digest and size of what a pointer of Git LFS, git-annex or DVC stands for. */
export function readPointer(sort: PointerSort, text: string, outline: OutlineBuilder): void {
  if (sort === "dvc") return dvc(text, outline);
  const found = (sort === "lfs" ? LFS : ANNEX).exec(text);
  const [first, second] = [found?.[1] ?? "", found?.[2] ?? ""];
  if (found === null) outline.warn("model.broken", "the pointer is not as it has to be");
  else if (sort === "lfs") outline.pointer(first, second);
  else outline.pointer(second, first);
}

/** Outputs stand in a list; each has a digest, a size and a path. */
function dvc(text: string, outline: OutlineBuilder): void {
  for (const item of text.split(/^\s{0,8}- /m).slice(1, 1_000)) {
    const field = (name: string) => new RegExp(`^\\s{0,40}${name}:\\s{0,4}(\\S{1,400})`, "m").exec(item)?.[1];
    const [digest, size, path] = [field("(?:md5|etag|checksum)"), field("size"), field("path")];
    if (digest === undefined) continue;
    if (/^\/|(?:^|\/)\.\.(?:\/|$)/.test(path ?? "")) outline.warn("model.names", `${path} leaves its folder`);
    outline.part(path ?? "", `${digest} of ${size ?? "?"} bytes`);
    outline.pointer(digest, size ?? "0");
  }
  const remote = /^\s{0,40}(?:remote|url):\s{0,4}(\S{1,400})/m.exec(text)?.[1];
  if (remote !== undefined) outline.part("remote", remote);
}
