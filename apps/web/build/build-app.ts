import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { MANIFEST, manifestOf } from "../host/manifest.ts";
import type { Manifest } from "../host/manifest.ts";

const ROOT = join(import.meta.dirname, "..");

const DIST = join(ROOT, "dist");

/** Builds the app into a folder and writes its manifest; `digest` is that of the manifest, which stands for all of it. */
export async function buildApp(folder = DIST): Promise<Manifest & { readonly digest: string }> {
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    mode: "production",
    build: { outDir: folder },
  });
  const manifest = await manifestOf(folder);
  await writeFile(join(folder, MANIFEST), manifest.text);
  return { ...manifest, digest: createHash("sha256").update(manifest.text).digest("hex") };
}
