import { invalid } from "./api-error.ts";

/** The members of a JSON object that a client sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that has to be there. */
export function text(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined) throw invalid(`Invalid request.\n\n"${name}" wasn't supplied.`);
  return value;
}

/** A text that may be there. */
export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw invalid(`Invalid request.\n\nFor '${name}', ${JSON.stringify(value)} is not a string.`);
  return value;
}

/** One of some words. */
export function word<Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word | undefined {
  const value = optionalText(fields, name);
  if (value === undefined) return undefined;
  const found = words.find((one) => one === value);
  if (found === undefined) throw invalid(`Invalid request.\n\n${value} is not a member of ${JSON.stringify(words)}.`);
  return found;
}

/** A list of objects. */
export function objects(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isFields))
    throw invalid(`Invalid request.\n\nFor '${name}', what was sent is not an array of objects.`);
  return value;
}

/** A list of whole numbers, undefined where there is none. */
export function integers(fields: Fields, name: string): readonly number[] | undefined {
  const value: unknown = fields[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalid(`Invalid request.\n\nFor '${name}', what was sent is not an array.`);
  return value.map((one: unknown) => {
    if (!Number.isSafeInteger(one) || typeof one !== "number")
      throw invalid(`${JSON.stringify(one)} is not an integer.`);
    return one;
  });
}

/** A whole number that may be there. */
export function optionalInteger(fields: Fields, name: string): number | undefined {
  return integers({ [name]: fields[name] === undefined ? undefined : [fields[name]] }, name)?.[0];
}

/** A time, in POSIX seconds. */
export function time(fields: Fields, name: string): number | undefined {
  const value = optionalText(fields, name);
  if (value === undefined) return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) throw invalid(`Invalid request.\n\n"${value}" is not a valid date-time.`);
  return Math.floor(milliseconds / 1000);
}
