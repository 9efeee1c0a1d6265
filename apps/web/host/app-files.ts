import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { MANIFEST, readManifest } from "./manifest.ts";
import type { Hosting } from "./security-policy.ts";

/** A file of the built app, as it goes over HTTP. */
export type AppFile = { readonly bytes: Uint8Array; readonly type: string; readonly cache: string };

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/**
 * The files of a built app by the paths that they are served at, `/` among them: those that the manifest lists, each compared with its
 * digest, and the settings, which are the host's own. What lies in the folder besides is not served. Names with a digest in them never
 * change, so they are kept for ever.
 */
export async function readAppFiles(folder: string, settings: Hosting = {}): Promise<ReadonlyMap<string, AppFile>> {
  const manifest = await readManifest(folder);
  const files = new Map<string, AppFile>();
  for (const path of manifest.files.keys()) files.set(`/${path}`, fileOf(path, await readFile(join(folder, path))));
  const text = JSON.stringify({ service: settings.service ?? null, root: settings.root });
  files.set("/service.json", fileOf("service.json", Buffer.from(text)));
  files.set(`/${MANIFEST}`, fileOf(MANIFEST, Buffer.from(manifest.text)));
  const index = files.get("/index.html");
  if (index === undefined) throw new RangeError("the manifest lists no index.html");
  return files.set("/", index);
}

function fileOf(path: string, bytes: Uint8Array): AppFile {
  const named = path.startsWith("assets/");
  const cache = named ? "public, max-age=31536000, immutable" : "no-cache";
  return { bytes, type: TYPES[extname(path)] ?? "application/octet-stream", cache };
}
