import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call } from "../../facts/fact.ts";
import { wordsOf } from "../../facts/words.ts";
import { lastName } from "../../ledgers/extract.ts";
import { lexicon } from "../words.ts";
import { hasEngine } from "../../facts/engines.ts";
import { isBuilt, say } from "./say.ts";

/** Phrases of a callee's last two names that run a text. */
const RUNS = lexicon(
  "run script,run string,eval script,evaluate script,compile script,eval string,exec string,instance eval,class eval,run in context,run in new context,run in this context,new function,load string",
);
const LOADS = lexicon(
  "dlopen,load library,import module,load module,plugin open,class for name,load class,define class,wasm instantiate,instantiate module,web assembly instantiate,require from string,invoke dynamic,add native library,exec module",
);
const SHELL =
  /(?:^|\.)(?:subprocess\.(?:run|Popen|call|check_call|check_output)|os\.(?:system|popen|exec[lv]p?e?)|child_process\.\w+|exec\.Command(?:Context)?|Command\.new|process\.Command|Runtime\.exec|execSync|spawnSync|execFile|ProcessBuilder(?:\.new)?|Process\.(?:apply|new))$/u;
const PLAIN: ReadonlySet<string> = new Set(["eval", "exec", "execfile", "Function", "compileString"]);
/** Languages in which a plain `exec` is the method of a pattern. */
const SCRIPTS: ReadonlySet<string> = new Set(["javascript", "typescript", "tsx"]);
const METHODS: ReadonlySet<string> = new Set(["eval", "exec", "evaluate", "run", "runstring", "dostring", "execute"]);

/** Calls that run a text, load code, or start another program. A method that is merely called `exec` or `eval` is none, but of an engine. */
export function evaluated(file: Examined, call: Call): readonly Finding[] {
  const { callee, args } = call;
  const name = lastName(callee);
  const last = callee.split(/\.|::/u).slice(-2).join(".");
  const literal = args.every(({ value }) => value.is === "string" || value.is === "number");
  const text = `${last} runs a text as code`;
  const plain = !callee.includes(".") && PLAIN.has(name) && !(name === "exec" && SCRIPTS.has(call.language));
  if (plain && args.length > 0) return literal && isShort(call) ? [] : [say(file, call, "remote.script", text, callee)];
  if (callee.includes(".") && METHODS.has(name.toLowerCase()) && args.length > 0 && runsInEngine(file))
    return [say(file, call, "remote.script", text, callee)];
  const words = ` ${wordsOf(last).join(" ")} `;
  const has = (phrases: ReadonlySet<string>) => [...phrases].some((phrase) => words.includes(` ${phrase} `));
  if (has(RUNS) && args.length > 0) return [say(file, call, "remote.script", text, callee)];
  if (has(LOADS)) return [say(file, call, "remote.load", `${last} loads code at run time`, callee)];
  if (SHELL.test(last) && !isBuilt(file))
    return [say(file, call, "remote.script", `${last} starts another program`, callee)];
  return [];
}

function isShort({ args }: Call): boolean {
  return args.every(({ value }) => value.is === "number" || (value.is === "string" && value.text.length < 3));
}

function runsInEngine({ result }: Examined): boolean {
  return hasEngine(result?.words, result?.facts ?? []);
}
