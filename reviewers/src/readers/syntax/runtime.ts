import { Parser } from "web-tree-sitter";
import { FUEL_AT, metered } from "./metered.ts";
import { Instance, Memory, compile } from "./web-assembly.ts";
import type { Exports } from "./web-assembly.ts";

/** Pages of 64 KiB: what a parser begins with, and may grow to. */
const PAGES = { initial: 512, maximum: 4_096 };
/** Fuel outside of a parse, which is bounded by the tree that it made. */
const PLENTY = 0x7f_ff_ff_ff;

/**
 * The parsers' machine: one memory of at most 256 MiB, which every parse may be given fuel for, and which can be put back to what it was
 * before the first parse. So a text that exhausts it changes nothing for the next one.
 */
class Runtime {
  readonly #memory: Memory;
  readonly #exports: () => Exports;
  #kept = new Uint8Array();
  #stack = 0;

  constructor(memory: Memory, exports: () => Exports) {
    this.#memory = memory;
    this.#exports = exports;
  }

  /** Fuel that is left: turns of loops. */
  get fuel(): number {
    return new DataView(this.#memory.buffer).getInt32(FUEL_AT, true);
  }

  /** Gives fuel; where it ends, the module traps. Without a number there is plenty. */
  refuel(turns = PLENTY): void {
    new DataView(this.#memory.buffer).setInt32(FUEL_AT, Math.min(turns, PLENTY), true);
  }

  /** Remembers the memory as it is. */
  keep(): void {
    const memory = new Uint8Array(this.#memory.buffer);
    let end = memory.length;
    while (end > 0 && memory[end - 1] === 0) end -= 1;
    this.#kept = memory.slice(0, end);
    this.#stack = this.#exports().emscripten_stack_get_current();
  }

  /** Puts back what was remembered. Trees and cursors that were not deleted are not to be used any more. */
  restore(): void {
    const memory = new Uint8Array(this.#memory.buffer);
    memory.fill(0, this.#kept.length);
    memory.set(this.#kept);
    this.#exports()._emscripten_stack_restore(this.#stack);
    this.refuel();
  }
}

export type { Runtime };

let started: Promise<Runtime> | undefined;

/** Starts the machine of these bytes; there is one for the process, and of two calls the first one's stays. */
export function startRuntime(bytes: Uint8Array): Promise<Runtime> {
  started ??= start(bytes);
  return started;
}

async function start(bytes: Uint8Array): Promise<Runtime> {
  const module = await compile(metered(bytes));
  const wasmMemory = new Memory(PAGES);
  let exports: Exports | undefined;
  const options = {
    wasmMemory,
    instantiateWasm: (imports: object, done: (instance: object, module: object) => void): void => {
      const instance = new Instance(module, imports);
      exports = instance.exports;
      done(instance, module);
    },
    print: () => {},
    printErr: () => {},
  };
  const runtime = new Runtime(wasmMemory, () => {
    if (exports === undefined) throw new Error("the parser's machine has not started");
    return exports;
  });
  runtime.refuel();
  await Parser.init(options);
  return runtime;
}
