import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppFile } from "./app-files.ts";
import { appHeaders } from "./security-policy.ts";
import type { Hosting } from "./security-policy.ts";

/** Answers a request for a file of the app with the app's headers; false where it is for something else, and nothing was answered. */
export function answerAppFile(
  files: ReadonlyMap<string, AppFile>,
  hosting: Hosting,
  request: Pick<IncomingMessage, "method" | "url">,
  response: ServerResponse,
): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const file = files.get(request.url?.split("?", 1)[0] ?? "");
  if (file === undefined) return false;
  response.writeHead(200, {
    ...appHeaders(hosting),
    "content-type": file.type,
    "content-length": file.bytes.length,
    "cache-control": file.cache,
  });
  response.end(request.method === "HEAD" ? undefined : file.bytes);
  return true;
}
