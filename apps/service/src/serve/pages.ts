import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MANIFEST, answerAppFile, readAppFiles } from "@countersign/web/host";
import { CountersignError } from "@countersign/core";
import type { RequestHandler } from "express";

/** Where `npm run build -w @countersign/web` puts the reviewer's web app. */
const BUILT = fileURLToPath(new URL("../dist", import.meta.resolve("@countersign/web/host")));

/**
 * Serves the reviewer's web app beside the API, every file as its manifest has it; undefined where it was not built, so that nothing but the API is
 * served. `files.pages` where a file is another one than the manifest says.
 */
export async function builtPages(folder = BUILT): Promise<RequestHandler | undefined> {
  if (!existsSync(join(folder, MANIFEST))) return undefined;
  const files = await readAppFiles(folder).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CountersignError("files.pages", `the web app in ${folder} cannot be served: ${why}`, { cause });
  });
  return (request, response, next) => {
    if (!answerAppFile(files, {}, request, response)) next();
  };
}
