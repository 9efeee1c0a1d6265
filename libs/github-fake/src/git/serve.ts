import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { startProgram } from "@countersign/processes";
import type { Request, RequestHandler, Response } from "express";
import { checkAccess } from "../http/access.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { callerOf } from "../http/caller.ts";
import { repositoryNamed } from "../http/named-repository.ts";
import type { Caller, Route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { actorOf } from "../world/actor.ts";
import { moveRefs } from "../world/move-refs.ts";
import { movesBetween } from "../world/moves.ts";
import { refusedRefs } from "../world/rules.ts";
import { GIT_ENVIRONMENT } from "./run-git.ts";
import { commandsOf } from "./push-commands.ts";

/** Repositories over HTTP, by `git http-backend`; a push fires what pushes fire. */
export function serveGit(hub: Hub): RequestHandler {
  return async (request, response) => {
    const [, name, path] =
      /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(request.path) ?? [];
    if (name === undefined || path === undefined) throw notFound();
    const writes = `${path} ${request.url}`.includes("git-receive-pack");
    const caller = challenged(hub, request, response);
    if (caller === undefined) return;
    const found = repositoryNamed(hub, name);
    if (found === undefined) throw notFound();
    checkAccess(hub, writes ? WRITING : READING, caller, found.repository);
    if (path === "git-receive-pack") return receive(hub, found.repository, caller, request, response);
    answer(await backend(hub, found.repository, `/${path}`, request, await bodyOf(request), {}), response);
  };
}

const READING: Route = {
  method: "get",
  path: "",
  operation: "git",
  callers: ["nobody", "installation", "user"],
  permission: { contents: "read" },
  run: () => ({ status: 200 }),
};
const WRITING: Route = {
  ...READING,
  method: "post",
  callers: ["installation", "user"],
  permission: { contents: "write" },
  role: "write",
};

/** Who asks; Git sends its credentials only once it was asked for them. */
function challenged(hub: Hub, request: Request, response: Response): Caller | undefined {
  try {
    const caller = callerOf(hub, request.headers.authorization);
    if (caller.kind !== "nobody") return caller;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  response.status(401).set("www-authenticate", 'Basic realm="GitHub"').end("Authentication required");
  return undefined;
}

async function receive(hub: Hub, repository: Repository, caller: Caller, request: Request, response: Response) {
  const body = await bodyOf(request);
  await hub.inOrder(repository.id, async () => {
    const by = actorOf(hub, caller);
    const before = await hub.git.refs(repository.id);
    const refused = refusedRefs(hub, repository, by, commandsOf(plain(request, body)));
    const printed = await backend(hub, repository, "/git-receive-pack", request, body, {
      REFUSED_REFS: refused.join(" "),
      REMOTE_USER: known(hub.state.accounts, by).login,
    });
    await moveRefs(hub, repository, movesBetween(before, await hub.git.refs(repository.id)), by);
    answer(printed, response);
  });
}

function plain(request: Request, body: Buffer): Buffer {
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

async function bodyOf(request: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function backend(
  hub: Hub,
  repository: Repository,
  path: string,
  request: Request,
  body: Buffer,
  more: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const old = hub.switches.forkHeadById === "refused";
  const settings = old ? ["-c", "uploadpack.allowAnySHA1InWant=false"] : [];
  const child = await startProgram("git", ["-c", "safe.directory=*", ...settings, "http-backend"], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: hub.git.root,
      GIT_HTTP_EXPORT_ALL: "1",
      // Only the older protocol refuses what no ref points to.
      GIT_PROTOCOL: old ? "" : String(request.headers["git-protocol"] ?? ""),
      REQUEST_METHOD: request.method,
      PATH_INFO: `/${repository.id}.git${path}`,
      QUERY_STRING: request.url.split("?")[1] ?? "",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      ...more,
    },
    hasInput: body.length > 0,
  });
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  child.stderr.resume();
  const printed = await buffer(child.stdout);
  await child.ended;
  return printed;
}

/** What a CGI program prints: headers, an empty line, the body. */
function answer(printed: Buffer, response: Response): void {
  const end = printed.indexOf("\r\n\r\n");
  const lines = printed.subarray(0, Math.max(0, end)).toString("latin1").split("\r\n");
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const);
  const status = Number(pairs.find(([name]) => name === "Status")?.[1].slice(0, 3) ?? (end < 0 ? 500 : 200));
  for (const [name, value] of pairs) if (name !== "Status" && name !== "") response.setHeader(name, value);
  response.status(status).end(printed.subarray(end + 4));
}
