import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Validator } from "./hub.ts";

let made: Validator | undefined;

/**
 * Checks against GitHub's own description (`description/`). It is one for the process, however often it is asked for: each schema is compiled
 * when it is first used.
 */
export function describedValidator(): Validator {
  made ??= makeValidator();
  return made;
}

function makeValidator(): Validator {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
  addFormats.default(ajv);
  for (const file of ["rest", "webhooks"]) {
    const $defs: unknown = JSON.parse(readFileSync(join(import.meta.dirname, `../description/${file}.json`), "utf8"));
    ajv.addSchema({ $id: file, $defs });
  }
  const problems = (file: string, name: string, value: unknown): readonly string[] => {
    const check = ajv.getSchema(`${file}#/$defs/${encodeURIComponent(name.replaceAll("/", "~1"))}`);
    if (check === undefined) return value === undefined ? [] : [`${name} is not described`];
    return check(value) === true ? [] : (check.errors ?? []).filter((error) => !isBehind(error)).map(said);
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

/**
 * Whether the description itself is wrong about GitHub: its lists of events lack the newer ones, that of states of a deployment the one
 * which waits for a protection rule, that of who may go around a ruleset people; an address that was not given is an empty text; the mail
 * address of an app's account has brackets; the account in a list of installations would have to be a person and an enterprise at once; and
 * the run of a deployment would never have had an earlier attempt.
 */
function isBehind({ instancePath, data }: ErrorObject): boolean {
  if (/\/events\/\d+$/.test(instancePath) || /^\/\d+\/account$/.test(instancePath)) return true;
  if (instancePath === "/workflow_run/previous_attempt_url") return typeof data === "string";
  if (typeof data === "string" && data.endsWith("[bot]@users.noreply.github.com")) return true;
  if (data === "User" && /\/bypass_actors\/\d+\/actor_type$/.test(instancePath)) return true;
  if (data === "" && /\/(?:log|target)_url$/.test(instancePath)) return true;
  return data === "waiting" && /^\/(?:\d+\/)?state$/.test(instancePath);
}

function said({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params).slice(0, 200)}`;
}
