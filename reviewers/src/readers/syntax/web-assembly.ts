/** What is used of WebAssembly, which the types of the language's library leave to browsers. */
declare const WebAssembly: {
  readonly compile: (bytes: Uint8Array<ArrayBuffer>) => Promise<Module>;
  readonly Instance: new (module: Module, imports: object) => { readonly exports: Exports };
  readonly Memory: new (size: { initial: number; maximum: number }) => Memory;
};

/** Compiled code. */
type Module = object;

/** A memory that modules share; its buffer is another one after it grew. */
export type Memory = { readonly buffer: ArrayBuffer };

/** What the parsers' machine exports, as far as it is called from here. */
export type Exports = {
  readonly _emscripten_stack_restore: (pointer: number) => void;
  readonly emscripten_stack_get_current: () => number;
};

export const { compile, Instance, Memory } = WebAssembly;
