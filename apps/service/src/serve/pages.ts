import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MANIFEST, answerAppFile, readAppFiles } from "@countersign/web/host";
import { CountersignError } from "@countersign/core";
import { openFolder } from "@countersign/adapters/files";
import type { Clock } from "@countersign/adapters/time";
import type { SharedHome } from "@countersign/home";
import { publicPages, readVerifyPage } from "@countersign/public/host";
import type { VerifyPage } from "@countersign/public/host";
import type { RequestHandler } from "express";
import { problemOf } from "../problem.ts";
import { publicReader } from "./public-source.ts";
import type { ServiceEvents } from "./service-events.ts";

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

/** What the pages for everybody are made from. */
export type OpenParts = {
  readonly shared: SharedHome;
  /** The folder of the home, which keeps the last good copy. */
  readonly home: string;
  /** Where people reach the service. */
  readonly origin: string;
  readonly clock: Pick<Clock, "now">;
  readonly events: Pick<ServiceEvents, "publicUnread" | "failed">;
  /** As it was built, unless another is said. */
  readonly verify?: VerifyPage;
};

/** Bytes of a kept page or feed. */
const KEPT_LIMIT = 32 * 1024 * 1024;

/** Serves what everybody may see of the log: `/public` with its feeds, and `/verify` where that was built. */
export async function openPages({ shared, home, origin, clock, events, verify }: OpenParts): Promise<RequestHandler> {
  const folder = await openFolder(home);
  const built = verify ?? (await readVerifyPage());
  const answer = publicPages({
    service: origin,
    read: publicReader(shared, clock.now),
    kept: { get: (name) => folder.get(name, KEPT_LIMIT), put: folder.put },
    ...(built === undefined ? {} : { verify: built }),
    now: () => clock.now() * 1000,
    failed(error) {
      const { code, detail } = problemOf(error);
      events.publicUnread(code, detail);
      if (code.startsWith("internal.")) events.failed(error);
    },
  });
  return async (request, response, next) => {
    if (!(await answer(request, response))) next();
  };
}
