import { invalid } from "../http/api-error.ts";
import { isFields, objects, optionalInteger, optionalText, text, time, word } from "../http/fields.ts";
import type { Fields } from "../http/fields.ts";
import { CONCLUSIONS } from "../state/checks.ts";
import type { Annotation, CheckAction, CheckRun } from "../state/checks.ts";

/** GitHub's bounds for what a check shows. */
const CHARACTERS = 65_535;
const ANNOTATIONS = 50;
const ANNOTATION_BYTES = 64 * 1024;
const TITLE = 255;
const ACTIONS = 3;
const ACTION = { label: 20, description: 40, identifier: 20 } as const;

/** What a client says of a check run, beside its name and head; `now` in POSIX seconds. */
export function checkMembers(body: Fields, now: number): Partial<CheckRun> {
  const conclusion = word(body, "conclusion", CONCLUSIONS);
  if (conclusion === "stale")
    throw invalid("Invalid value for conclusion: only GitHub sets stale.", "CheckRun", "conclusion");
  const status = conclusion === undefined ? word(body, "status", ["queued", "in_progress", "completed"]) : "completed";
  if (status === "completed" && conclusion === undefined)
    throw invalid("conclusion is required", "CheckRun", "conclusion");
  const completedAt = time(body, "completed_at") ?? (status === "completed" ? now : undefined);
  const startedAt = time(body, "started_at");
  const detailsUrl = optionalText(body, "details_url");
  const externalId = optionalText(body, "external_id");
  return {
    ...(status === undefined ? {} : { status }),
    ...(conclusion === undefined ? (status === undefined ? {} : { conclusion: null }) : { conclusion }),
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(body["actions"] === undefined ? {} : { actions: actionsOf(body) }),
    ...(body["output"] === undefined ? {} : { output: outputOf(body["output"]) }),
  };
}

/** Remarks of a request, at most fifty. */
export function annotationsOf(body: Fields): readonly Annotation[] {
  const output = body["output"];
  const all = isFields(output) ? objects(output, "annotations") : [];
  if (all.length > ANNOTATIONS)
    throw invalid("Annotations exceeds a maximum quantity of 50", "CheckRun", "annotations");
  return all.map(annotationOf);
}

function annotationOf(one: Fields): Annotation {
  const level = word(one, "annotation_level", ["notice", "warning", "failure"]);
  if (level === undefined) throw invalid("annotation_level is required", "CheckAnnotation", "annotation_level");
  const start = optionalInteger(one, "start_line");
  const end = optionalInteger(one, "end_line");
  if (start === undefined || end === undefined || end < start)
    throw invalid("start_line and end_line are required", "CheckAnnotation", "start_line");
  const message = text(one, "message");
  const title = optionalText(one, "title") ?? null;
  if (Buffer.byteLength(message) > ANNOTATION_BYTES) throw invalid("message is too long", "CheckAnnotation", "message");
  if ((title ?? "").length > TITLE) throw invalid("title is too long", "CheckAnnotation", "title");
  return {
    path: text(one, "path"),
    start_line: start,
    end_line: end,
    start_column: optionalInteger(one, "start_column") ?? null,
    end_column: optionalInteger(one, "end_column") ?? null,
    annotation_level: level,
    message,
    title,
    raw_details: optionalText(one, "raw_details") ?? null,
  };
}

function outputOf(value: unknown): CheckRun["output"] {
  if (!isFields(value)) throw invalid("output is not an object", "CheckRun", "output");
  const summary = text(value, "summary");
  const written = optionalText(value, "text") ?? null;
  if (summary.length > CHARACTERS) throw invalid("Only 65535 characters are allowed", "CheckRun", "summary");
  if ((written ?? "").length > CHARACTERS) throw invalid("Only 65535 characters are allowed", "CheckRun", "text");
  return { title: text(value, "title"), summary, text: written };
}

function actionsOf(body: Fields): readonly CheckAction[] {
  const all = objects(body, "actions");
  if (all.length > ACTIONS) throw invalid("Only 3 actions are allowed", "CheckRun", "actions");
  return all.map((one) => ({
    label: short(one, "label"),
    description: short(one, "description"),
    identifier: short(one, "identifier"),
  }));
}

function short(one: Fields, name: keyof typeof ACTION): string {
  const value = text(one, name);
  if (value.length > ACTION[name])
    throw invalid(`${name} is too long (maximum is ${ACTION[name]} characters)`, "CheckRun", "actions");
  return value;
}
