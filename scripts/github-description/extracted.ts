import { isObject } from "./plain.ts";
import type { Plain } from "./plain.ts";

/** Schemas with the components that they name, as JSON Schema: `nullable` is a type, and nothing is left that only people read. */
export function extracted(description: Plain, schemas: Plain): Plain {
  const components = componentsOf(description);
  const found: Record<string, unknown> = {};
  const waiting = new Set<string>();
  const take = (schema: unknown) => asJsonSchema(schema, (name) => waiting.add(name));
  for (const [name, schema] of Object.entries(schemas)) found[name] = take(schema);
  for (const name of waiting) found[componentKey(name)] = take(components[name]);
  return found;
}

/** Words of a schema that say nothing about a value. */
const FOR_PEOPLE = new Set(["description", "example", "examples", "title", "externalDocs", "deprecated", "default"]);

function asJsonSchema(schema: unknown, named: (component: string) => void): unknown {
  if (Array.isArray(schema)) return schema.map((one) => asJsonSchema(one, named));
  if (!isObject(schema)) return schema;
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const name = ref.replace("#/components/schemas/", "");
    named(name);
    return { $ref: `#/$defs/${componentKey(name)}` };
  }
  const kept = Object.entries(schema).filter(
    ([word]) => !FOR_PEOPLE.has(word) && word !== "nullable" && !word.startsWith("x-"),
  );
  const plain = Object.fromEntries(kept.map(([word, value]) => [word, inside(word, value, named)]));
  return schema["nullable"] === true ? orNull(plain) : plain;
}

/** Names of properties are no words of a schema: one may be called `description`. */
function inside(word: string, value: unknown, named: (component: string) => void): unknown {
  if (word === "enum" || word === "required" || word === "const") return value;
  if (word !== "properties" && word !== "patternProperties") return asJsonSchema(value, named);
  const properties = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(properties.map(([name, schema]) => [name, asJsonSchema(schema, named)]));
}

function orNull(schema: Plain): Plain {
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }] };
  const words = schema["enum"];
  return {
    ...schema,
    type: [schema["type"], "null"],
    ...(Array.isArray(words) ? { enum: [...new Set([...words, null])] } : {}),
  };
}

function componentKey(name: string): string {
  return `component-${name}`;
}

function componentsOf(description: Plain): Plain {
  const components = description["components"];
  const schemas = isObject(components) ? components["schemas"] : undefined;
  return isObject(schemas) ? schemas : {};
}
