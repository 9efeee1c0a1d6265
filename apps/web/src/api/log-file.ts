import { problemOfAnswer, unreachable } from "./problem.ts";

/** A public file of the log at an origin, by its path, such as `log/checkpoint`; undefined where there is none. Rejects with `web.unreachable` or what was answered. */
export async function logFile(origin: string, path: string): Promise<Uint8Array | undefined> {
  const cache = path === "log/checkpoint" ? "no-store" : "default";
  const response = await fetch(`${origin}/${path}`, { credentials: "omit", cache }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw await problemOfAnswer(response);
  return new Uint8Array(await response.arrayBuffer());
}
