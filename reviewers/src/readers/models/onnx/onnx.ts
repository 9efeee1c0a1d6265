import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { graphFacts } from "./graph.ts";
import type { Counts } from "./graph.ts";
import { fieldsOf, textOf } from "./wire.ts";

/** Whether bytes begin as a model of ONNX does: a small version, and the name of who wrote it. */
export function isOnnx(bytes: Uint8Array): boolean {
  const [key, version = 0, next, length = 0] = bytes;
  if (key !== 0x08 || version < 1 || version > 40 || next !== 0x12 || length === 0 || length > 60) return false;
  const producer = bytes.subarray(4, 4 + length);
  return producer.length === length && producer.every((byte) => byte >= 0x20 && byte < 0x7f);
}

/**
 * Outline of a model of ONNX by the numbers of the published schema: inputs, outputs, operators, initialisers, versions of operator sets, metadata. Flags data
 * outside the folder, operators of other domains, functions, and instructions for training.
 */
export function readOnnx(bytes: Uint8Array, outline: OutlineBuilder): void {
  const counts: Counts = { operators: new Map(), initialisers: 0n, parameters: 0n, nodes: 0n };
  try {
    for (const { number, value, bytes: inner } of fieldsOf(bytes)) {
      if (number === 1) outline.size("irVersion", value);
      else if (number === 2) outline.part("producer", textOf(inner));
      else if (number === 7) graphFacts(inner, outline, counts, 0);
      else if (number === 8) operatorSet(inner, outline);
      else if (number === 14) outline.part(...metadata(inner));
      else if (number === 20) outline.warn("model.custom", "it has instructions for training");
      else if (number === 25) functionFacts(inner, outline, counts);
    }
  } finally {
    for (const [name, count] of counts.operators) outline.part(`operator ${name}`, `${count} times`);
    outline.size("nodes", counts.nodes);
    outline.size("initialisers", counts.initialisers);
    outline.size("parameters", counts.parameters);
  }
}

function operatorSet(bytes: Uint8Array, outline: OutlineBuilder): void {
  let [domain, version] = ["", 0n];
  for (const { number, value, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) domain = textOf(inner);
    if (number === 2) version = value;
  }
  outline.part(`opset ${domain === "" ? "ai.onnx" : domain}`, String(version));
}

function metadata(bytes: Uint8Array): readonly [string, string] {
  let [key, value] = ["", ""];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) key = textOf(inner);
    if (number === 2) value = textOf(inner);
  }
  return [`metadata ${key}`, value];
}

function functionFacts(bytes: Uint8Array, outline: OutlineBuilder, counts: Counts): void {
  let [name, domain] = ["", ""];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) name = textOf(inner);
    if (number === 10) domain = textOf(inner);
    if (number === 7) graphFacts(wrapped(inner), outline, counts, 1);
  }
  outline.part(`function ${domain}.${name}`, `${bytes.length} bytes`);
  outline.warn("model.custom", `it defines the function ${domain}.${name}`);
}

/** A node as the only one of a graph: field 1 with its length. */
function wrapped(node: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let left = node.length; ; left = Math.floor(left / 128)) {
    length.push(left < 128 ? left : (left % 128) | 0x80);
    if (left < 128) break;
  }
  return Uint8Array.from([0x0a, ...length, ...node]);
}
