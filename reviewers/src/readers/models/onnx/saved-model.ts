import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { fieldsOf, textOf } from "./wire.ts";

/** Operators that run Python, or read and write files. */
const DANGEROUS = /^(?:(?:Eager)?PyFunc|PyFuncStateless|ReadFile|WriteFile|MatchingFiles|LoadLibrary|Remote\w{0,40})$/;

/** Outline of a SavedModel of TensorFlow: its operators and signatures. Flags those that run Python or touch files. */
export function readSavedModel(bytes: Uint8Array, outline: OutlineBuilder): void {
  const counts = new Map<string, number>();
  try {
    for (const { number, bytes: meta } of fieldsOf(bytes))
      if (number === 2)
        for (const field of fieldsOf(meta)) {
          if (field.number === 2) graph(field.bytes, counts, outline);
          if (field.number === 5) signature(field.bytes, outline);
        }
  } finally {
    let nodes = 0;
    for (const [name, count] of counts) {
      outline.part(`operator ${name}`, `${count} times`);
      nodes += count;
      if (DANGEROUS.test(name)) outline.warn("model.custom", `it runs ${name}`);
    }
    outline.size("nodes", nodes);
  }
}

/** Nodes of the graph, and of the functions of its library. */
function graph(bytes: Uint8Array, counts: Map<string, number>, outline: OutlineBuilder): void {
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) node(inner, counts);
    if (number !== 2) continue;
    for (const library of fieldsOf(inner)) {
      if (library.number !== 1) continue;
      for (const own of fieldsOf(library.bytes)) {
        if (own.number === 1) outline.part(`function ${nameOf(own.bytes)}`, `${library.bytes.length} bytes`);
        if (own.number === 3) node(own.bytes, counts);
      }
    }
  }
}

function node(bytes: Uint8Array, counts: Map<string, number>): void {
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number !== 2) continue;
    const name = textOf(inner);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

function nameOf(bytes: Uint8Array): string {
  for (const { number, bytes: inner } of fieldsOf(bytes)) if (number === 1) return textOf(inner);
  return "";
}

/** A named signature with its inputs and outputs. */
function signature(bytes: Uint8Array, outline: OutlineBuilder): void {
  const name = nameOf(bytes);
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number !== 2) continue;
    for (const { number: own, bytes: entry } of fieldsOf(inner)) {
      if (own === 1) outline.input(`${name}.${nameOf(entry)}`);
      if (own === 2) outline.output(`${name}.${nameOf(entry)}`);
    }
  }
}
