import { CountersignError } from "@countersign/core";
import { Kysely, PostgresDialect, Transaction } from "kysely";
import pg from "pg";
import type { Tables } from "./tables.ts";

/** The service's records in PostgreSQL: inbox and outbox, projections, conversations, sessions. Nothing in it has authority. */
export type Database = Kysely<Tables>;

/** What takes part in a transaction, or is none. */
export type Queries = Database | Transaction<Tables>;

/** Works in the transaction that there is, or in one of its own. */
export function inTransaction<T>(db: Queries, work: (one: Transaction<Tables>) => Promise<T>): Promise<T> {
  return db instanceof Transaction ? work(db) : db.transaction().execute(work);
}

/** The schema that has the service's tables, so that a database can be shared. */
export const SCHEMA = "countersign";

/** Milliseconds for a connection; and for a statement, which then was given up by everybody who waits for it. */
const PATIENCE = { connection: 5_000, statement: 30_000 };
const MOST_CONNECTIONS = 10;

/** Refuses an address that names no PostgreSQL: `database.url`, without the address, which may have a password in it. */
export function requireDatabaseUrl(url: string): void {
  try {
    if (!/^postgres(?:ql)?:\/\//.test(url)) throw new Error("it does not begin with postgresql://");
    void new pg.Client(url);
  } catch (cause) {
    throw new CountersignError("database.url", "DATABASE_URL is no address of a PostgreSQL", { cause });
  }
}

/** Opens the database of a URL; connections are made as they are needed. Dispose of it by `destroy`. */
export function openDatabase(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: PATIENCE.connection,
    statement_timeout: PATIENCE.statement,
    idle_in_transaction_session_timeout: PATIENCE.statement,
    options: `-c search_path=${SCHEMA}`,
    application_name: "countersign",
  });
  // A connection that is cut is replaced, and whoever uses it hears of it; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Classes of SQLSTATE that say nothing of the statement: the database is away, starting, ending, or gave way to another. */
const PASSING = /^(?:08|40|53|57P|55P03|25P03)/;

/** Whether an error is of the database and goes away by itself, so that the same may be tried again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (PASSING.test(code) || /^E(?:CONN|NOENT|PIPE|HOSTUNREACH|TIMEDOUT)/.test(code)) return true;
  return /^(?:timeout exceeded when trying to connect|Connection terminated|Client .* is not queryable)/.test(
    error.message,
  );
}

/** SQLSTATE of a statement that was given up after its time. */
const TOO_LONG = "57014";

/** What a connection is refused for, by SQLSTATE and by what the resolver of names says. */
const REFUSALS: readonly (readonly [code: RegExp, ours: string])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, "database.host"],
  [/^3D000$/, "database.missing"],
  [/^28/, "database.role"],
];

/**
 * An error of the database as one of ours: `database.unreachable` for what passes, `database.host`, `database.missing` and
 * `database.role` for what DATABASE_URL names wrongly, `limit.query` for a statement that took too long; any other as it is.
 */
export function databaseError(error: unknown): unknown {
  const said = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const [, refused] = REFUSALS.find(([code]) => code.test(said)) ?? [];
  if (refused !== undefined && error instanceof Error)
    return new CountersignError(refused, error.message, { cause: error });
  if (error instanceof Error && "code" in error && error.code === TOO_LONG)
    return new CountersignError("limit.query", "the database took too long for it", { cause: error });
  if (!isPassing(error)) return error;
  return new CountersignError("database.unreachable", error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
