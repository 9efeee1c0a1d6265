import { isLock, isManifest } from "../../content/manifests.ts";
import type { Call, Definition, Setting } from "../../facts/fact.ts";
import { hasWord, wordsOf } from "../../facts/words.ts";
import { lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import { dataClassOf } from "../feature/data-classes.ts";
import { referenceOf } from "../model/reference.ts";
import type { Row } from "../row.ts";
import { destinationOf } from "./destination.ts";
import { isMirror } from "./environment.ts";
import { fallbackOf } from "../fallback.ts";
import { bodyRows, writes } from "./body.ts";
import { handedRows } from "./handed.ts";
import { putRows } from "./put.ts";
import { egressRow, mirrorOf } from "./row.ts";
import { CREDENTIAL, LINKS, MIRRORING, OUTGOING, REPORTS, RETENTION, SHARE, SPECIAL, TARGETS } from "./words.ts";

const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u;
/** Languages that only declare: there a field is what its file is about. */
const SCHEMAS: ReadonlySet<string> = new Set(["thrift", "protobuf", "proto", "sql", "graphql"]);

/**
 * Rows of the egress ledger: hosts, addresses, topics, clusters, buckets, tables and queues that are named; fields of messages that
 * leave; what scripts are given; how long what left is kept; names of credentials; shares of mirrored traffic (recommender.md §3).
 */
export function egressRows(side: Side): readonly Row[] {
  const { kinds, path } = side.file;
  if ((kinds.has("docs") && kinds.size === 1) || isManifest(path) || isLock(path)) return [];
  return side.facts.flatMap((fact): readonly Row[] => {
    if (fact.fact === "setting") return settingRows(side, fact);
    if (fact.fact === "call")
      return [...handedRows(side, fact), ...putRows(side, fact), ...bodyRows(side, fact), ...callRows(side, fact)];
    return fact.fact === "definition" && fact.sort === "field" ? fieldRows(side, fact) : [];
  });
}

function settingRows(side: Side, setting: Setting): readonly Row[] {
  const { name, value, within, callee = "", as } = setting;
  if (hasWord(name, LINKS)) return [];
  const around = [name, callee, ...within.slice(-3)].join(" ");
  const mirror = mirrorOf(side, around);
  const sent = sentRows(side, setting);
  if (sent.length > 0) return sent;
  const otherwise = fallbackOf(value);
  if (otherwise?.is === "string") return textRows(side, setting, otherwise.text, around, mirror);
  if (value.is === "string") return textRows(side, setting, value.text, around, mirror);
  if (value.is !== "number" && value.is !== "boolean") return [];
  const numbered = value.is === "number";
  if (numbered && isKept(side, name)) return [egressRow(side, setting, name, around, { retention: value.text })];
  if (numbered && mirror !== undefined && hasWord(name, SHARE))
    return [egressRow(side, setting, name, around, { mirror, share: value.text })];
  const reports = as !== "argument" && (hasWord(around, REPORTS) || isMirror(around) || sends(side));
  const on = value.text === "true" ? "on" : "off";
  return !numbered && reports ? [egressRow(side, setting, name, around, { mirror, default: on })] : [];
}

/** Calls that send what they are given. */
const SENDS: ReadonlySet<string> = new Set(
  "publish,send,emit,produce,log,record,track,post,put,push,scribe,write,enqueue,event,export".split(","),
);

/** A named argument of a call that sends is a field of what leaves. */
function sentRows(side: Side, setting: Setting): readonly Row[] {
  const { name, value, callee = "", as } = setting;
  if (as !== "argument" || (value.is !== "name" && value.is !== "code")) return [];
  if (!sends(side) || !hasWord(lastName(callee), SENDS)) return [];
  const { dataClass } = dataClassOf(`${name} ${value.text}`);
  return [
    egressRow(side, setting, name, "", { kind: "field", destination: lastName(callee), fields: name, dataClass }),
  ];
}

/** Keys that say nothing themselves: what stands around them does. */
const PLAIN = /^(?:name|id|value|address|host|url|uri|endpoint)$/u;

function textRows(
  side: Side,
  setting: Setting,
  text: string,
  around: string,
  mirror: string | undefined,
): readonly Row[] {
  const { name, callee = "", within, as } = setting;
  const place = as === "config" && PLAIN.test(name) ? around : `${name} ${callee}`;
  const destination = referenceOf(around, text, side.file.kinds) === undefined ? destinationOf(place, text) : undefined;
  if (destination !== undefined) return [egressRow(side, setting, name, around, { ...destination, mirror })];
  if (hasWord(name, CREDENTIAL) && !hasWord(name, SPECIAL) && text.length > 0)
    return [egressRow(side, setting, name, around, { kind: "credential", credential: name })];
  if (isMirror([name, ...within].join(" ")) && hasWord(name, TARGETS) && /^[\w./:{}-]{3,200}$/u.test(text))
    return [egressRow(side, setting, name, around, { kind: "service", destination: text, mirror: "yes" })];
  return isKept(side, name) && /^\d/u.test(text) ? [egressRow(side, setting, name, around, { retention: text })] : [];
}

/** How long something is kept: said by that word anywhere, by others where things leave. */
function isKept(side: Side, name: string): boolean {
  return hasWord(name, new Set(["retention", "retention days"])) || (sends(side) && hasWord(name, RETENTION));
}

function callRows(side: Side, call: Call): readonly Row[] {
  const { callee, args, within } = call;
  const last = lastName(callee);
  const around = [callee, ...within.slice(-2)].join(" ");
  const mirror = mirrorOf(side, around);
  const found = args.flatMap(({ name = "", value }): readonly Row[] => {
    if (value.is !== "string" || hasWord(name, LINKS)) return [];
    if (VARIABLE.test(value.text) && hasWord(value.text, CREDENTIAL))
      return [egressRow(side, call, value.text, around, { kind: "credential", credential: value.text })];
    const destination = destinationOf(`${wordsOf(last).at(-1) ?? ""} ${name}`, value.text);
    if (destination === undefined) return [];
    const script = call.language === "javascript" && within.length > 0 && isDocument(side) ? "script" : undefined;
    const direction = script !== undefined || writes(call) ? "out" : undefined;
    const cells = { ...destination, mirror, trigger: script ?? last, direction };
    return [egressRow(side, call, `${last}(${name})`, around, withoutEmpty(cells))];
  });
  const copies = hasWord(callee.split(/\.|::/u).slice(-2).join(" "), MIRRORING) && found.length === 0;
  return copies ? [egressRow(side, call, callee, around, { kind: "traffic", mirror: "yes", trigger: last })] : found;
}

function withoutEmpty(cells: { readonly [column: string]: string | undefined }) {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined));
}

function isDocument({ file: { path } }: Side): boolean {
  return /\.(?:toml|ya?ml|json|conf)$/u.test(path);
}

function fieldRows(side: Side, field: Definition): readonly Row[] {
  const { name, notes, within, language } = field;
  const record = within.at(-1) ?? "";
  const leaves = within.some((one) => hasWord(one, OUTGOING)) || (sends(side) && SCHEMAS.has(language));
  if (!leaves || name === "") return [];
  const { dataClass } = dataClassOf([name, ...notes].join(" "));
  return [egressRow(side, field, name, "", { kind: "field", destination: record, fields: name, dataClass })];
}

/** Whether a file is one by which data leaves. */
function sends({ file: { kinds } }: Side): boolean {
  return kinds.has("egress");
}
