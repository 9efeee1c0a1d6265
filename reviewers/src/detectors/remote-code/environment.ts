import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call, Value } from "../../facts/fact.ts";
import { isBuilt, say } from "./say.ts";

/** Variables of one file that are told one by one. */
const MOST = 5;
/** Variables that are named in a title. */
const SHOWN = 4;

/** The last two names of a callee that reads the environment of the process. */
const READS =
  /(?:^|\.)(?:env\.(?:var|vars|var_os|vars_os|get)|environ\.(?:get|setdefault|pop|copy|items)|os\.(?:environ|Environ|Getenv|LookupEnv|getenv)|process\.env|System\.getenv|sys\.env|getenv|lookupEnv|dotenv\.(?:load|config))$/u;
/** A function of one's own that reads a variable whose name it is given. */
const HELPER = /(?:^|\.)(?:env|get_?env|read_?env|from_?env|lookup_?env|env_?var)(?:_?[a-z0-9]+)?$/iu;
const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u;
/** Variables that say where a process runs and how it reports, and nothing of what it recommends. */
const PLAIN =
  /^(?:PATH|HOME|HOSTNAME|USER|PWD|TMPDIR|TZ|LANG|SHELL|PORT|HTTP_PORT|LOG_LEVEL|LOGLEVEL|RUST_LOG|RUST_BACKTRACE|DEBUG|CI|NO_COLOR|PYTHONPATH|JAVA_HOME|GOPATH|POD_NAME|POD_IP|NODE_NAME|CUDA_VISIBLE_DEVICES|OMP_NUM_THREADS)$/u;

type Read = { readonly file: Examined; readonly call: Call; readonly variable: string };

/** Reads of the process environment: what runs depends on who started it. Each variable once; more than five of a file together. */
export function environment(files: readonly Examined[]): readonly Finding[] {
  return files.filter((file) => !isBuilt(file)).flatMap(readsOf);
}

function readsOf(file: Examined): readonly Finding[] {
  const facts = file.result?.facts ?? [];
  const calls = facts.filter((fact): fact is Call => fact.fact === "call");
  const passed = facts.flatMap((fact): readonly Read[] =>
    fact.fact === "setting" && passesAll(fact.value)
      ? [{ file, call: { ...fact, fact: "call", callee: fact.name, args: [] }, variable: "" }]
      : [],
  );
  const read = calls.flatMap((call): readonly Read[] => {
    const variable = variableOf(call);
    return variable === undefined || PLAIN.test(variable) ? [] : [{ file, call, variable }];
  });
  const reads = [...read, ...passed];
  const named = reads.filter(({ variable }) => variable !== "");
  // A helper of which the names are known is told by these.
  const told = named.length > 0 ? named.concat(wholes(reads)) : reads;
  return [false, true].flatMap((test) => findings(told.filter(({ call }) => call.test === test)));
}

/** Whether a value is the whole environment, and not one of its variables. */
function passesAll(value: Value): boolean {
  if (value.is === "list")
    return value.items.length <= 10 && value.items.some((one) => one.is === "code" && WHOLE.test(one.text));
  return value.is === "name" && WHOLE.test(value.text);
}

const WHOLE = /^(?:\.\.\. ?)?process ?\. ?env$|^os ?\. ?environ$/u;

/** Reads of everything that there is. */
function wholes(reads: readonly Read[]): readonly Read[] {
  return reads.filter(({ variable, call }) => variable === "" && call.args.length === 0);
}

/** The variable that a call reads, `.env` for a file of them; empty where it is all of them, or one whose name is made at run time. */
function variableOf({ callee, args }: Call): string | undefined {
  const last = callee.split(/\.|::/u).slice(-2).join(".");
  const [first] = args;
  const literal = first?.value.is === "string" ? first.value.text : undefined;
  if (READS.test(last)) return literal ?? (/dotenv/u.test(last) ? ".env" : "");
  return literal !== undefined && VARIABLE.test(literal) && HELPER.test(last) ? literal : undefined;
}

function findings(reads: readonly Read[]): readonly Finding[] {
  const by = [...Map.groupBy(reads, ({ variable }) => variable)];
  const [first] = reads;
  if (first === undefined) return [];
  const names = by.map(([variable]) => shown(variable));
  if (by.length > MOST) {
    const title = `Behaviour depends on ${by.length} variables of the environment of the process: ${names.slice(0, SHOWN).join(", ")} and ${by.length - SHOWN} more`;
    return [merged(reads, title, names.join(" "))];
  }
  return by.map(([variable, all]) =>
    merged(all, `Behaviour depends on the environment of the process: ${shown(variable)}`, shown(variable)),
  );
}

function shown(variable: string): string {
  return variable === "" ? "all of it" : variable;
}

function merged(reads: readonly Read[], title: string, name: string): Finding {
  const all = reads.map(({ file, call }) => say(file, call, "remote.environment", title, name));
  const [first] = all;
  if (first === undefined) throw new RangeError("no reads");
  return { ...first, at: all.flatMap(({ at }) => at).slice(0, 20) };
}
