import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { LogContents } from "@countersign/core";
import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { Access, Actor } from "../access/actor.ts";
import type { Identity } from "../access/authenticate.ts";
import type { Queries } from "../store/database.ts";

/** What a route's work is given: everything parsed, and the log as of this request. */
export type Asked<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly actor: Actor | undefined;
  /** The database; of a row that is done once `in-transaction`, the transaction that keeps its answer, too. */
  readonly db: Queries;
  readonly identity: Identity | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Who asks by now, by the policy that is then in force; throws once it is nobody any more. */
  readonly again: () => Promise<Actor>;
  readonly contents: LogContents;
  /** What `contents` was: of two equal ones nothing changed in between. */
  readonly state: string;
};

/** A good answer: JSON, bytes as they are, or a stream. `etag` without quotes; `headers` besides. */
export type Answer<A> = {
  readonly json?: A;
  /** Another status than the row's, one of its `statuses`. */
  readonly status?: number;
  readonly bytes?: Uint8Array;
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Done once what was written is committed, before it is answered; not where an answer is repeated. */
  readonly committed?: () => Promise<unknown>;
  /** Writes the body for as long as it likes, or until nobody reads any more. */
  readonly stream?: (response: ServerResponse) => Promise<void>;
};

/** One row of the table of routes: what is asked, who may ask, what is answered, and who does the work. */
export type RouteRow<P, Q, B, A> = {
  readonly method: "GET" | "POST" | "DELETE";
  /** With places such as `{change}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly params: z.ZodType<P>;
  readonly query: z.ZodType<Q>;
  readonly body: z.ZodType<B>;
  readonly status: 200 | 201 | 202 | 204;
  /** Other statuses that the same answer may have, and what they say. */
  readonly statuses?: Readonly<Record<number, string>>;
  /** Of the JSON of an answer; none where it has no body, or `type` says what it is. */
  readonly answer?: z.ZodType<A>;
  readonly type?: string;
  /** Codes that it refuses with besides those of every route. */
  readonly codes?: readonly string[];
  /** Whether its bodies may be long, as files are. */
  readonly long?: boolean;
  /**
   * Writes that are answered once for an `Idempotency-Key`: `repeatable` where the work may run twice, else `in-transaction`, by
   * what is asked's own `db` alone. Not where the answer has a secret in it, which is not kept.
   */
  readonly once?: "repeatable" | "in-transaction";
  /** A write that the request's own signature protects, or that a page cannot make with somebody's cookie. */
  readonly anyPage?: boolean;
  readonly run: (asked: Asked<P, Q, B>) => Promise<Answer<A>>;
};

/** A row whose parts are checked when it is asked. */
export type Route = Omit<RouteRow<unknown, unknown, unknown, unknown>, "run"> & {
  readonly run: (asked: Asked<unknown, unknown, unknown>) => Promise<Answer<unknown>>;
};

/** For rows without places, query or body. */
export const NOTHING = { params: z.strictObject({}), query: z.strictObject({}), body: z.undefined() };

/** Makes a row of the table: parses what is asked (`web.params`, `web.query`, `web.body`), then has the work done. */
export function route<P, Q, B, A>(row: RouteRow<P, Q, B, A>): Route {
  const { run, ...rest } = row;
  return {
    ...rest,
    run: async (asked) =>
      run({
        ...asked,
        params: parsed("params", row.params, asked.params),
        query: parsed("query", row.query, asked.query),
        body: parsed("body", row.body, asked.body),
      }),
  };
}

function parsed<T>(part: "params" | "query" | "body", schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const text = read.error.issues.map(({ path, message }) => `${path.join(".") || part}: ${message}`).join("; ");
  throw new CountersignError(`web.${part}`, text.slice(0, 500));
}
