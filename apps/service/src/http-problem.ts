import type { Problem } from "./problem.ts";

/** The problem that an error of the framework's own readers is, by its status; undefined for any other error. */
export function httpProblem(error: unknown, longest: string): Problem | undefined {
  if (!isHttpError(error)) return undefined;
  const { status } = error;
  if (status === 413) return { status, code: "limit.request", detail: longest };
  const detail =
    status === 415 ? "a body comes as it is, without Content-Encoding" : "the request's path or body cannot be read";
  return { status, code: "usage.request", detail };
}

function isHttpError(error: unknown): error is Error & { readonly status: number } {
  if (!(error instanceof Error) || !("status" in error)) return false;
  return typeof error.status === "number" && error.status >= 400 && error.status < 500;
}
