import { readBounded } from "./read-bounded.ts";

/** The process that holds a lock: its id, the name of its machine, and when it took the lock (seconds since 1970). */
export type Holder = { readonly pid: number; readonly host: string; readonly since: number };

const LIMIT = 4096;

/** `{"host":"build-7","pid":4711,"since":"2026-11-22T10:00:00Z"}` and a newline. */
export function formatHolder(holder: Holder): Uint8Array {
  const { host, pid, since } = holder;
  return new TextEncoder().encode(`${JSON.stringify({ host, pid, since: formatTime(since) })}\n`);
}

/** The inverse of `formatHolder`; `undefined` for anything else. */
export function parseHolder(bytes: Uint8Array): Holder | undefined {
  const match = HOLDER.exec(new TextDecoder().decode(bytes));
  const [, host = "", pid = "", since = ""] = match ?? [];
  const holder = { host: textOf(host), pid: Number(pid), since: Date.parse(since) / 1000 };
  const valid = match !== null && Number.isSafeInteger(holder.pid) && Number.isSafeInteger(holder.since);
  return valid && Buffer.compare(formatHolder(holder), bytes) === 0 ? holder : undefined;
}

/** Who holds it, for a message: what is missing or unreadable is only said not to be known. */
export async function describeHolder(path: string): Promise<string> {
  const holder = parseHolder(await readOrNothing(path));
  if (holder === undefined) return "a process that did not leave its name";
  return `process ${holder.pid} on ${holder.host}, since ${formatTime(holder.since)}`;
}

const HOLDER = /^\{"host":("[^\n]*"),"pid":([0-9]{1,10}),"since":"([0-9]{4}-[0-9TZ:-]{15})"\}\n$/;

function textOf(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return "";
  }
}

function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

async function readOrNothing(path: string): Promise<Uint8Array> {
  try {
    return await readBounded(path, LIMIT, { noFollow: true });
  } catch {
    return new Uint8Array(0);
  }
}
