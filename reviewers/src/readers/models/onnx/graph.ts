import { BrokenModel } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { tensorFacts } from "./tensor.ts";
import { typeOf } from "./value-type.ts";
import { fieldsOf, textOf } from "./wire.ts";

/** What is counted over a graph and those inside it. */
export type Counts = {
  readonly operators: Map<string, bigint>;
  initialisers: bigint;
  parameters: bigint;
  nodes: bigint;
};

/** Graphs inside each other, as branches and loops have them. */
const DEEPEST = 20;
/** Domains of the published operators. */
const KNOWN = new Set(["", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview.training", "ai.onnx.training"]);

/** Facts of a graph: its operators and initialisers, and for the outermost one what goes in and comes out. */
export function graphFacts(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts, depth: number): void {
  if (depth > DEEPEST) throw new BrokenModel(`more than ${DEEPEST} graphs inside each other`, "limit.depth");
  const initialisers = new Set<string>();
  const inputs: { readonly name: string; readonly type: string }[] = [];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) nodeFacts(inner, outline, counts, depth);
    else if (number === 5) initialisers.add(initialiser(inner, outline, counts));
    else if (number === 15) initialisers.add(sparse(inner, outline, counts));
    else if (number === 11 && depth === 0) inputs.push(typeOf(inner));
    else if (number === 12 && depth === 0) {
      const { name, type } = typeOf(inner);
      outline.output(`${name}: ${type}`);
    }
  }
  for (const { name, type } of inputs) if (!initialisers.has(name)) outline.input(`${name}: ${type}`);
}

function initialiser(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts): string {
  const { name, says, elements } = tensorFacts(bytes, outline);
  outline.part(name, says);
  counts.initialisers += 1n;
  counts.parameters += elements;
  return name;
}

/** The values of a sparse tensor are a tensor. */
function sparse(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts): string {
  let name = "";
  for (const { number, bytes: inner } of fieldsOf(bytes)) if (number === 1) name = initialiser(inner, outline, counts);
  return name;
}

function nodeFacts(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts, depth: number): void {
  let [operator, domain] = ["", ""];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 4) operator = textOf(inner);
    else if (number === 7) domain = textOf(inner);
    else if (number === 5) attributeFacts(inner, outline, counts, depth);
  }
  const name = domain === "" ? operator : `${domain}.${operator}`;
  counts.nodes += 1n;
  counts.operators.set(name, (counts.operators.get(name) ?? 0n) + 1n);
  if (!KNOWN.has(domain)) outline.warn("model.custom", `it uses operators of the domain ${domain}`);
}

/** Attributes may hold tensors and whole graphs. */
function attributeFacts(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts, depth: number): void {
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 5 || number === 10) tensorFacts(inner, outline);
    else if (number === 6 || number === 11) graphFacts(inner, outline, counts, depth + 1);
  }
}
