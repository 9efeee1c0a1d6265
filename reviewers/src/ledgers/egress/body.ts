import type { Call, Value } from "../../facts/fact.ts";
import { lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import { dataClassOf, PERSONAL } from "../feature/data-classes.ts";
import type { Row } from "../row.ts";
import { egressRow } from "./row.ts";

/** Names of one body that are looked at. */
const MOST = 200;

/** Objects whose `post` and the like go over the network, whatever file they stand in. */
const CLIENTS: ReadonlySet<string> = new Set(
  "requests,httpx,axios,http,https,got,ky,superagent,aiohttp,urllib,client,httpClient,http_client,session".split(","),
);
const WRITES: ReadonlySet<string> = new Set("post,put,patch,Post,Put,Patch,PostForm,sendBeacon".split(","));

/** Whether a call that may also read sends something: by its method, or because it has a body. */
export function writes({ callee, args }: Call): boolean {
  const last = lastName(callee);
  if (WRITES.has(last)) return true;
  return args.some(
    ({ name, value }) => isWriting(name, value) || optionsOf(value).some(([key, own]) => isWriting(key, own)),
  );
}

/** Rows of what is said of a person in the body of a request: `fetch(url, { method: "POST", body: viewer.email })`. */
export function bodyRows(side: Side, call: Call): readonly Row[] {
  if (!isRequest(call) || !writes(call)) return [];
  const [address] = call.args;
  const to = address?.value.is === "string" ? hostOf(address.value.text) : lastName(call.callee);
  const names = call.args.slice(1).flatMap(({ value }) => namesOf(value, 0));
  const personal = [...new Set(names.slice(0, MOST))].flatMap((name) => {
    const { dataClass } = dataClassOf(name);
    return PERSONAL.has(dataClass) ? [{ name, dataClass }] : [];
  });
  return personal.map(({ name, dataClass }) =>
    egressRow(side, call, name, "", { kind: "field", destination: to, fields: name, dataClass, direction: "out" }),
  );
}

function isRequest({ callee }: Call): boolean {
  const last = lastName(callee);
  if (last === "fetch" || last === "sendBeacon") return true;
  return WRITES.has(last) && CLIENTS.has(callee.split(/\.|::/u).at(-2) ?? "");
}

function isWriting(name: string | undefined, value: Value): boolean {
  if (name === "body" || name === "data" || name === "json") return true;
  return name === "method" && value.is === "string" && /^(?:post|put|patch)$/iu.test(value.text);
}

/** Entries of options: a list of pairs of a name and a value. */
function optionsOf(value: Value): readonly (readonly [string, Value])[] {
  if (value.is !== "list") return [];
  return value.items.slice(0, MOST).flatMap((item) => {
    const [key, own] = item.is === "list" ? item.items : [];
    return key?.is === "string" && own !== undefined ? [[key.text, own] as const] : [];
  });
}

/** Names of fields in a value: keys with a value each, else the last part of a name. */
function namesOf(value: Value, depth: number): readonly string[] {
  if (depth > 4) return [];
  if (value.is === "name") return [lastName(value.text)];
  if (value.is === "code") return value.text.slice(0, 4_000).match(FIELD) ?? [];
  if (value.is !== "list") return [];
  const pairs = optionsOf(value);
  if (pairs.length === 0) return value.items.slice(0, MOST).flatMap((item) => namesOf(item, depth + 1));
  return pairs.flatMap(([key, own]) => [
    ...(key === "headers" || key === "method" ? [] : own.is === "list" ? [] : [key]),
    ...(key === "headers" || key === "method" ? [] : namesOf(own, depth + 1)),
  ]);
}

/** A name behind a dot, or before a colon. */
const FIELD = /(?<=\. )[\p{L}_]\w{0,80}|[\p{L}_]\w{0,80}(?= :)/gu;

function hostOf(address: string): string {
  return /^[a-z]{2,10}:\/\/([^/\s@]{1,200})/iu.exec(address)?.[1] ?? address.slice(0, 200);
}
