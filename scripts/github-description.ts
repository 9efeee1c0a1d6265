import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EVENTS, OPERATIONS } from "./github-description/chosen.ts";
import { extracted } from "./github-description/extracted.ts";
import { packed } from "./github-description/packed.ts";
import { isObject } from "./github-description/plain.ts";
import type { Plain } from "./github-description/plain.ts";

/**
 * Takes what the fake GitHub is checked against from GitHub's own description. Run by hand, because the packages unpack to 385 MB:
 *
 *   npm pack @octokit/openapi@23.0.2 @octokit/openapi-webhooks@12.1.0
 *   (unpack both, each into the folder of its name)
 *   node scripts/github-description.ts FOLDER
 */
function main(folder: string): void {
  const rest = read(join(folder, "openapi/generated/api.github.com.json"));
  const webhooks = read(join(folder, "openapi-webhooks/generated/api.github.com.json"));
  const into = join(import.meta.dirname, "../libs/github-fake/description");
  mkdirSync(into, { recursive: true });
  write(join(into, "rest.json"), packed(extracted(rest, operations(rest))));
  write(join(into, "webhooks.json"), packed(extracted(webhooks, events(webhooks))));
}

/** By `operationId STATUS`, the schema of the answer, and by `operationId request` that of the body. */
function operations(description: Plain): Plain {
  const found: [string, unknown][] = [];
  for (const item of Object.values(at(description, "paths"))) {
    for (const operation of Object.values(isObject(item) ? item : {})) {
      if (!isObject(operation) || !OPERATIONS.has(String(operation["operationId"]))) continue;
      const id = String(operation["operationId"]);
      found.push([`${id} request`, jsonSchema(operation["requestBody"])]);
      for (const [status, response] of Object.entries(at(operation, "responses")))
        found.push([`${id} ${status}`, jsonSchema(resolved(description, response))]);
    }
  }
  return Object.fromEntries(found.filter(([key, schema]) => schema !== undefined && !/ [45]\d\d$/.test(key)));
}

/** By `event action`, the schema of the payload. */
function events(description: Plain): Plain {
  const found = Object.values(at(description, "webhooks")).flatMap((item): readonly [string, unknown][] => {
    const operation = isObject(item) ? item["post"] : undefined;
    if (!isObject(operation)) return [];
    const [event = "", action = ""] = String(operation["operationId"]).split("/");
    const name = `${event.replaceAll("-", "_")} ${action.replaceAll("-", "_")}`.trim();
    return EVENTS.has(event.replaceAll("-", "_")) ? [[name, jsonSchema(operation["requestBody"])]] : [];
  });
  return Object.fromEntries(found.filter(([, schema]) => schema !== undefined));
}

function jsonSchema(of: unknown): unknown {
  const content = isObject(of) ? of["content"] : undefined;
  const json = isObject(content) ? content["application/json"] : undefined;
  return isObject(json) ? json["schema"] : undefined;
}

function resolved(description: Plain, value: unknown): unknown {
  const ref = isObject(value) ? value["$ref"] : undefined;
  if (typeof ref !== "string") return value;
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((inside, name) => (isObject(inside) ? inside[name] : undefined), description);
}

function at(value: Plain, name: string): Plain {
  const inside = value[name];
  return isObject(inside) ? inside : {};
}

function read(path: string): Plain {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isObject(value)) throw new Error(`${path} is no description`);
  return value;
}

/** One schema a line: a newer description shows as the lines that changed. */
function write(path: string, schemas: Plain): void {
  const lines = Object.entries(schemas).map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`);
  writeFileSync(path, `{\n${lines.join(",\n")}\n}\n`);
}

main(process.argv[2] ?? ".");
