import { hasEngine } from "../../facts/engines.ts";
import type { Call } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lastName } from "../extract.ts";
import type { Side } from "../extract.ts";
import { dataClassOf, PERSONAL } from "../feature/data-classes.ts";
import type { Row } from "../row.ts";
import { egressRow } from "./row.ts";

const GIVES: ReadonlySet<string> = new Set([
  "register",
  "define",
  "expose",
  "bind",
  "inject",
  "set",
  "put",
  "add function",
  "add global",
]);
const NETWORK: ReadonlySet<string> = new Set(
  "fetch,http,https,request,xhr,XMLHttpRequest,post,curl,socket,axios,urlopen,WebSocket".split(","),
);

/** What a script that runs inside the process is given: a function that reaches any address, and data of people. */
export function handedRows(side: Side, call: Call): readonly Row[] {
  const { callee, args } = call;
  const last = lastName(callee);
  if (args.length < 2 || !hasWord(last, GIVES) || !hasEngine(side.words, side.facts)) return [];
  const [first] = args;
  const given = first?.value.is === "string" ? first.value.text : "";
  if (NETWORK.has(given)) {
    const cells = { kind: "host", destination: "any address", trigger: "script", direction: "out" };
    return [egressRow(side, call, `${last}(${given})`, callee, cells)];
  }
  const value = args.at(-1)?.value;
  const name = given !== "" ? given : value?.is === "name" ? lastName(value.text) : "";
  const { dataClass } = dataClassOf(name);
  if (!PERSONAL.has(dataClass)) return [];
  const cells = { kind: "field", destination: "a script", fields: name, dataClass, direction: "out" };
  return [egressRow(side, call, `${last}(${name})`, callee, cells)];
}
