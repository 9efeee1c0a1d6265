import type { Hub } from "../hub.ts";
import type { App, Installation, Permissions, Token } from "../state/accounts.ts";
import type { Repository } from "../state/repositories.ts";
import type { Fields } from "./fields.ts";
import type { Limits } from "./limits.ts";

/** Who asks. */
export type Caller =
  | { readonly kind: "nobody" }
  | { readonly kind: "app"; readonly app: App }
  | { readonly kind: "installation"; readonly installation: Installation; readonly token: Token }
  | { readonly kind: "user"; readonly user: number; readonly token: Token };

/** One request, as a handler sees it. */
export type Call = {
  readonly hub: Hub;
  readonly caller: Caller;
  /** The app that asks, by itself or through an installation. */
  readonly app: App | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Fields;
  /** The repository that the path names; 404 where it names none. */
  readonly repository: () => Repository;
  /** Shows what was true before the last change. */
  readonly stale: boolean;
  readonly limits: Limits;
  /** Where the request went, without its query. */
  readonly url: string;
};

/** What is answered; without a body, nothing follows the headers. */
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One row of the table of routes. */
export type Route = {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As GitHub's description writes it: `/repos/{owner}/{repo}/check-runs`. */
  readonly path: string;
  /** The operation in GitHub's description. */
  readonly operation: string;
  /** Who may ask at all. */
  readonly callers: readonly Caller["kind"][];
  /** What an installation must hold. */
  readonly permission?: Permissions;
  /** What a person's role in the repository must be at least; `read` unless said. */
  readonly role?: "read" | "write" | "admin";
  /** Whether it counts against the limit for what makes content. */
  readonly makesContent?: boolean;
  readonly run: (call: Call) => Answer | Promise<Answer>;
};

/** An answer with a body. */
export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body, headers };
}
