import { hasEngine } from "../../facts/engines.ts";
import type { Call, Value } from "../../facts/fact.ts";
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

const RUNS = /^run(?:In(?:New|This)?Context|InVm|Script)$/u;
const ANYWHERE = { kind: "host", destination: "any address", trigger: "script", direction: "out" };

/** What a script that runs inside the process is given: a function that reaches any address, and data of people. */
export function handedRows(side: Side, call: Call): readonly Row[] {
  const { callee, args } = call;
  const last = lastName(callee);
  if (RUNS.test(last) && args.some(({ value }) => givesNetwork(value, 0)))
    return [egressRow(side, call, `${last}(fetch)`, callee, ANYWHERE)];
  if (args.length < 2 || !hasWord(last, GIVES) || !hasEngine(side.words, side.facts)) return [];
  const [first] = args;
  const given = first?.value.is === "string" ? first.value.text : "";
  if (NETWORK.has(given)) {
    return [egressRow(side, call, `${last}(${given})`, callee, ANYWHERE)];
  }
  const value = args.at(-1)?.value;
  const name = given !== "" ? given : value?.is === "name" ? lastName(value.text) : "";
  const { dataClass } = dataClassOf(name);
  if (!PERSONAL.has(dataClass)) return [];
  const cells = { kind: "field", destination: "a script", fields: name, dataClass, direction: "out" };
  return [egressRow(side, call, `${last}(${name})`, callee, cells)];
}

/** Whether a context of names that a script gets has a function of the network in it. */
function givesNetwork(value: Value, depth: number): boolean {
  if (value.is === "list") return depth < 3 && value.items.slice(0, 100).some((one) => givesNetwork(one, depth + 1));
  return (value.is === "name" || value.is === "string") && value.text.length < 200 && NETWORK.has(lastName(value.text));
}
