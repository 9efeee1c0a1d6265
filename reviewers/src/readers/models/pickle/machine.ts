import { BrokenModel } from "../bytes/byte-reader.ts";
import type { Operation } from "./operations.ts";

/** What a pickle would make, as far as it is followed: nothing is made. */
export type Made =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "number"; readonly number: number }
  | { readonly is: "tuple"; readonly items: readonly Made[] }
  | { readonly is: "dict"; readonly entries: Map<string, Made> }
  | { readonly is: "global"; readonly name: string }
  | { readonly is: "object"; readonly of: string; readonly args: Made }
  | { readonly is: "mark" | "other" };

const OTHER: Made = { is: "other" };
const MARK: Made = { is: "mark" };
/** Values on the stack, and items of one tuple or dictionary that are kept. */
const MOST_ITEMS = 100;

/** The stack and the memo of a pickle, moved as its operations say; imports and calls are told to whoever listens. */
export class PickleMachine {
  readonly #stack: Made[] = [];
  readonly #memo = new Map<number, Made>();
  readonly #imported: (name: string) => void;

  constructor(imported: (name: string) => void) {
    this.#imported = imported;
  }

  /** The value on top. */
  get top(): Made {
    return this.#stack.at(-1) ?? OTHER;
  }

  step({ name, text, number }: Operation): void {
    const put = STRINGS.has(name) && text !== undefined ? ({ is: "text", text } as const) : undefined;
    if (put !== undefined) this.#push(put);
    else if (INTEGERS.has(name)) this.#push(number === undefined ? OTHER : { is: "number", number });
    else if (PUSHES.has(name)) this.#push(name === "EMPTY_DICT" ? { is: "dict", entries: new Map() } : OTHER);
    else if (name === "MARK") this.#push(MARK);
    else this.#other(name, text ?? "", number ?? 0);
  }

  #other(name: string, text: string, number: number): void {
    if (name === "GLOBAL") this.#global(text);
    else if (name === "STACK_GLOBAL") {
      const [own, module] = [this.#pop(), this.#pop()];
      const known = own.is === "text" && module.is === "text";
      this.#global(known ? `${module.text}.${own.text}` : "a computed name");
    } else if (name === "INST") {
      this.#popMark();
      this.#imported(text);
      this.#push({ is: "object", of: text, args: OTHER });
    } else if (name === "OBJ") {
      const [made = OTHER] = this.#popMark();
      this.#push({ is: "object", of: made.is === "global" ? made.name : "", args: OTHER });
    } else if (name === "REDUCE" || name === "NEWOBJ") this.#call(this.#pop());
    else if (name === "NEWOBJ_EX") {
      this.#pop();
      this.#call(this.#pop());
    } else if (/^TUPLE[123]$/.test(name)) this.#tuple(Number(name.slice(5)));
    else if (name === "TUPLE") this.#push({ is: "tuple", items: this.#popMark() });
    else if (name === "EMPTY_TUPLE") this.#push({ is: "tuple", items: [] });
    else if (/^(?:LIST|FROZENSET|DICT)$/.test(name)) {
      this.#popMark();
      this.#push(OTHER);
    } else if (/^(?:APPENDS|ADDITEMS|POP_MARK)$/.test(name)) this.#popMark();
    else if (name === "SETITEMS") this.#set(this.#popMark());
    else if (name === "SETITEM") {
      const [value, key] = [this.#pop(), this.#pop()];
      this.#set([key, value]);
    } else if (/^(?:APPEND|POP|BUILD)$/.test(name)) this.#pop();
    else if (name === "BINPERSID") {
      this.#pop();
      this.#push(OTHER);
    } else if (name === "DUP") this.#push(this.top);
    else if (/^(?:BINPUT|LONG_BINPUT|PUT)$/.test(name)) this.#memo.set(number, this.top);
    else if (name === "MEMOIZE") this.#memo.set(this.#memo.size, this.top);
    else if (/^(?:BINGET|LONG_BINGET|GET)$/.test(name)) this.#push(this.#memo.get(number) ?? OTHER);
  }

  #push(made: Made): void {
    this.#stack.push(made);
  }

  #pop(): Made {
    const made = this.#stack.pop();
    if (made === undefined) throw new BrokenModel("its stack is empty");
    return made;
  }

  #popMark(): readonly Made[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at === -1) throw new BrokenModel("it has no mark on its stack");
    const items = this.#stack.splice(at).slice(1, 1 + MOST_ITEMS);
    return items;
  }

  #global(name: string): void {
    this.#imported(name);
    this.#push({ is: "global", name });
  }

  #call(args: Made): void {
    const made = this.#pop();
    this.#push({ is: "object", of: made.is === "global" ? made.name : "", args });
  }

  #tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.#pop()).toReversed();
    this.#push({ is: "tuple", items });
  }

  #set(pairs: readonly Made[]): void {
    const { top } = this;
    if (top.is !== "dict") return;
    for (let at = 0; at + 1 < pairs.length && top.entries.size < MOST_ITEMS; at += 2) {
      const [key, value] = [pairs[at], pairs[at + 1]];
      if (key?.is === "text" && value !== undefined) top.entries.set(key.text, value);
    }
  }
}

const STRINGS = new Set([
  "STRING",
  "BINSTRING",
  "SHORT_BINSTRING",
  "UNICODE",
  "BINUNICODE",
  "SHORT_BINUNICODE",
  "BINUNICODE8",
]);
const INTEGERS = new Set(["INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"]);
const PUSHES = new Set(
  "FLOAT BINFLOAT NONE PERSID EMPTY_DICT EMPTY_LIST EMPTY_SET NEWTRUE NEWFALSE BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8 NEXT_BUFFER EXT1 EXT2 EXT4".split(
    " ",
  ),
);
