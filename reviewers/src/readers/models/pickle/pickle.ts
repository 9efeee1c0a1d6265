import { BrokenModel, ByteReader } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { isAllowed } from "./allowed.ts";
import { PickleMachine } from "./machine.ts";
import type { Made } from "./machine.ts";
import { nextOperation } from "./operations.ts";

/** Operations of one pickle, and pickles that follow or lie inside each other. */
const MOST_OPERATIONS = 20_000_000;
const MOST_PICKLES = 1_000;
const DEEPEST = 20;

/** Stands before the elements of each array in a file of joblib. */
const WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper";

/** Operations that make or change objects by what is imported. */
const ACTS = new Set([
  "REDUCE",
  "BUILD",
  "INST",
  "OBJ",
  "NEWOBJ",
  "NEWOBJ_EX",
  "PERSID",
  "BINPERSID",
  "EXT1",
  "EXT2",
  "EXT4",
]);

/** Whether bytes begin as a pickle of protocol 2 or later does. */
export function isPickle(bytes: Uint8Array): boolean {
  const [first, second = 0] = bytes;
  return first === 0x80 && second >= 2 && second <= 5;
}

/**
 * What a pickle imports and does, by its operations alone: nothing is loaded. Imports are parts; one outside a short list of containers, arrays and
 * tensors is a warning, and so are bytes that are no operations.
 */
export function pickleFacts(bytes: Uint8Array, outline: OutlineBuilder): void {
  const seen: Seen = { joblib: true, imports: new Map(), acts: new Map(), operations: 0 };
  try {
    follow(new ByteReader(bytes), seen);
  } catch (error) {
    if (!(error instanceof BrokenModel)) throw error;
    outline.warn("model.opcodes", `it cannot be followed to its end: ${error.message}`);
  }
  for (const name of seen.imports.has(WRAPPER) ? hidden(bytes, seen.imports) : [])
    outline.warn("model.opcodes", `read by anything but joblib, it imports ${name}`);
  for (const [name, count] of seen.imports) {
    outline.part(name, `imported ${count} times`);
    if (!isAllowed(name)) outline.warn("model.opcodes", `it imports ${name}, which may run anything`);
  }
  for (const [name, count] of seen.acts) {
    outline.size(name, count);
    if (name.startsWith("EXT")) outline.warn("model.opcodes", "it uses names of a registry that is not in it");
  }
}

/** Imports that lie where joblib reads the elements of an array: `pickle.load` goes on there. */
function hidden(bytes: Uint8Array, known: ReadonlyMap<string, number>): readonly string[] {
  const seen: Seen = { joblib: false, imports: new Map(), acts: new Map(), operations: 0 };
  try {
    follow(new ByteReader(bytes), seen);
  } catch (error) {
    if (!(error instanceof BrokenModel)) throw error;
  }
  return [...seen.imports.keys()].filter((name) => !known.has(name) && /^[A-Za-z_][\w.]{2,200}$/.test(name));
}

type Seen = {
  readonly joblib: boolean;
  readonly imports: Map<string, number>;
  readonly acts: Map<string, number>;
  operations: number;
};

function follow(reader: ByteReader, seen: Seen): void {
  for (let pickles = 1; reader.left > 0; pickles += 1) {
    if (pickles > MOST_PICKLES) throw new BrokenModel(`more than ${MOST_PICKLES} pickles`, "limit.rows");
    followOne(reader, seen, 0);
  }
}

/** One pickle up to its end; arrays of joblib lie inside it. */
function followOne(reader: ByteReader, seen: Seen, depth: number): void {
  if (depth > DEEPEST) throw new BrokenModel(`more than ${DEEPEST} pickles inside each other`, "limit.depth");
  const machine = new PickleMachine((name) => seen.imports.set(name, (seen.imports.get(name) ?? 0) + 1));
  for (;;) {
    seen.operations += 1;
    if (seen.operations > MOST_OPERATIONS) throw new BrokenModel("too many operations", "limit.rows");
    const operation = nextOperation(reader);
    if (ACTS.has(operation.name)) seen.acts.set(operation.name, (seen.acts.get(operation.name) ?? 0) + 1);
    if (operation.name === "STOP") return;
    const state = machine.top;
    machine.step(operation);
    if (!seen.joblib || operation.name !== "BUILD" || !isWrapper(machine.top)) continue;
    const length = arrayLength(state);
    if (length === "objects") followOne(reader, seen, depth + 1);
    else {
      if (isAligned(state)) reader.skip(reader.u8());
      reader.skip(reader.within(length));
    }
  }
}

function isWrapper(made: Made): boolean {
  return made.is === "object" && made.of === WRAPPER;
}

function isAligned(state: Made): boolean {
  return state.is === "dict" && state.entries.get("numpy_array_alignment_bytes")?.is === "number";
}

/** Bytes of the array that stands right behind its description; those of objects are a pickle of their own. */
function arrayLength(state: Made): bigint | "objects" {
  const entries = state.is === "dict" ? state.entries : undefined;
  const [shape, type] = [entries?.get("shape"), entries?.get("dtype")];
  const code = type?.is === "object" && type.args.is === "tuple" ? type.args.items[0] : undefined;
  if (shape?.is !== "tuple" || code?.is !== "text") throw new BrokenModel("an array has no shape and type");
  if (code.text.startsWith("O")) return "objects";
  const [, size] = /^[<>|=]?[a-zA-Z](\d{1,6})$/.exec(code.text) ?? [];
  if (size === undefined) throw new BrokenModel(`an array has the type ${code.text}`);
  return shape.items.reduce(
    (length, item) => length * (item.is === "number" && item.number >= 0 ? BigInt(Math.trunc(item.number)) : -1n),
    BigInt(size) * (code.text.includes("U") ? 4n : 1n),
  );
}
