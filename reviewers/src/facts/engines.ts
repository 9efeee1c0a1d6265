import type { Fact } from "./fact.ts";

/** Libraries that run scripts or foreign code inside a process. */
const MODULES =
  /(?:^|[/"'.])(?:goja|otto|v8go|rhino|nashorn|graaljs|graal\.polyglot|polyglot|quickjs|duktape|boa_engine|deno_core|rusty_v8|mlua|rlua|gopher-lua|luajit|wasmtime|wasmer|wazero|starlark|pyo3|jython|jruby|vm2|isolated-vm|rhai|javax\.script|reflect\.ToolBox)(?:$|[/"'.:])/u;
const NAMES =
  "goja,otto,v8go,quickjs,duktape,boa_engine,deno_core,rusty_v8,mlua,rlua,lua,luajit,wasmtime,wasmer,wazero,starlark,vm2,nashorn,graaljs,ScriptEngine,ScriptEngineManager,rhai,ToolBox".split(
    ",",
  );

/** Whether a module runs scripts or foreign code inside the process that draws it in. */
export function isEngine(module: string): boolean {
  return MODULES.test(module);
}

/** Whether a side of a file works with such an engine: it draws one in, or names one. The same facts are looked through once. */
export function hasEngine(words: ReadonlySet<string> | undefined, facts: readonly Fact[]): boolean {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const found =
    NAMES.some((name) => words?.has(name) === true) ||
    facts.some((fact) => fact.fact === "import" && isEngine(fact.module));
  known.set(facts, found);
  return found;
}

const known = new WeakMap<readonly Fact[], boolean>();
