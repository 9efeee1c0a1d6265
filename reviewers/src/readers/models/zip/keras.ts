import type { OutlineBuilder } from "../bytes/outline-builder.ts";

/** Layers of one model, and levels of its configuration that are looked at. */
const MOST_VALUES = 1_000_000;

/** Layers that a configuration of Keras names. A Lambda layer, or a class that is not of Keras, is code of its own. */
export function lambdaFacts(text: string, outline: OutlineBuilder): void {
  const counts = new Map<string, number>();
  const open: unknown[] = [parsed(text)];
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen > MOST_VALUES) {
      outline.warn("limit.rows", `its configuration has more than ${MOST_VALUES} values`);
      break;
    }
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [key, own] of Object.entries(value)) {
      if (key === "class_name" && typeof own === "string") counts.set(own, (counts.get(own) ?? 0) + 1);
      if (key === "module" && typeof own === "string" && !/^(?:keras|tensorflow)(?:\.|$)/.test(own))
        outline.warn("model.custom", `it loads a class of ${own}`);
      open.push(own);
    }
  }
  for (const [name, count] of counts) {
    outline.part(name, `${count} times`);
    if (/Lambda/.test(name)) outline.warn("model.custom", `it has ${count} ${name}, which run code that is in it`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
