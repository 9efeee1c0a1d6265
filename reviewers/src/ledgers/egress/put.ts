import type { Call } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import { dataClassOf } from "../feature/data-classes.ts";
import type { Row } from "../row.ts";
import { egressRow } from "./row.ts";

const PUTS: ReadonlySet<string> = new Set(["put", "set", "add", "insert", "field", "append", "with"]);
const RECORDS: ReadonlySet<string> = new Set("record,event,payload,message,impression,row,report,envelope".split(","));
/** Names of files that tell somebody what happened. */
const REPORTING: ReadonlySet<string> = new Set(
  "telemetry,impression,impressions,analytics,scribe,kafka,logging,event log,side effect,side effects,reporting".split(
    ",",
  ),
);

/** A field that a record gets by name before it leaves: `record.put("device_id", viewer.device)`. */
export function putRows(side: Side, call: Call): readonly Row[] {
  const { callee, args } = call;
  const [first, value] = args;
  const parts = callee.split(/\.|::/u);
  const record = parts.at(-2) ?? "";
  if (first?.value.is !== "string" || value === undefined || !/^\w{1,80}$/u.test(first.value.text)) return [];
  if (!hasWord(lastName(callee), PUTS) || !hasWord(record, RECORDS)) return [];
  const { kinds, path } = side.file;
  if (!kinds.has("egress") && !hasWord(path, REPORTING)) return [];
  const name = first.value.text;
  const { dataClass } = dataClassOf(name);
  return [egressRow(side, call, name, "", { kind: "field", destination: record, fields: name, dataClass })];
}
