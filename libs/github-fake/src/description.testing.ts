import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Validator } from "./hub.ts";

/** Checks against GitHub's own description (`description/`); each schema is compiled when it is first used. */
export function describedValidator(): Validator {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  for (const file of ["rest", "webhooks"]) {
    const $defs: unknown = JSON.parse(readFileSync(join(import.meta.dirname, `../description/${file}.json`), "utf8"));
    ajv.addSchema({ $id: file, $defs });
  }
  const problems = (file: string, name: string, value: unknown): readonly string[] => {
    const check = ajv.getSchema(`${file}#/$defs/${encodeURIComponent(name.replaceAll("/", "~1"))}`);
    if (check === undefined) return value === undefined ? [] : [`${name} is not described`];
    return check(value) === true
      ? []
      : (check.errors ?? []).filter((error) => !BEHIND.test(error.instancePath)).map(said);
  };
  return {
    request: (operation, body) => {
      const described = ajv.getSchema(
        `rest#/$defs/${encodeURIComponent(`${operation} request`.replaceAll("/", "~1"))}`,
      );
      return described === undefined ? [] : problems("rest", `${operation} request`, body);
    },
    response: (operation, status, body) => problems("rest", `${operation} ${status}`, body),
    event: (event, action, payload) => problems("webhooks", action === null ? event : `${event} ${action}`, payload),
  };
}

/** Where the description is behind GitHub: its list of events for the app of a suite lacks the newer ones. */
const BEHIND = /\/app\/events\/\d+$/;

function said({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params).slice(0, 200)}`;
}
