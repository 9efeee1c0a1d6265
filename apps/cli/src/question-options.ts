import type { JsonObject } from "@countersign/attest";
import type { Invocation, Option } from "./command.ts";

/** What a gate is asked about, wherever it is. */
export const QUESTION_OPTIONS = {
  commit: { value: "OID", help: "the full id of the commit to deploy" },
  env: { value: "ENV", help: "the environment of the policy to deploy to" },
} as const satisfies Readonly<Record<string, Option>>;

/** What the document of an error repeats of the question, as that of an answer does. */
export function askedAbout(value: Invocation["value"]): JsonObject {
  const [commit, environment] = [value("commit"), value("env")];
  return { ...(commit === undefined ? {} : { commit }), ...(environment === undefined ? {} : { environment }) };
}
