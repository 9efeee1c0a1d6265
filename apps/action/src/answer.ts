import { jsonObject, parseStrict, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";

/** What the gate said, as far as people and later steps are told. */
export type Answer = {
  readonly decision: string;
  readonly code: string;
  readonly commit: string;
  readonly environment: string;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
  /** Paths that nobody approved, as the document spells them. */
  readonly residual: readonly string[];
  /** Where the signed verdict is. */
  readonly verdict?: string;
};

/** Reads the document of `gate --json` or `gate ask --json`. What is missing in it is empty. */
export function answerOf(text: string): Answer {
  const document = read(jsonObject, parseStrict(new TextEncoder().encode(text), "internal"), "internal");
  const verdict = document["verdictFile"];
  return {
    decision: textOf(document["decision"]),
    code: textOf(document["code"]),
    commit: textOf(document["commit"]),
    environment: textOf(document["environment"]),
    reasons: objectsIn(document["reasons"]).map((one) => ({
      code: textOf(one["code"]),
      message: textOf(one["message"]),
      remedy: textOf(one["remedy"]),
    })),
    residual: objectsIn(document["edges"])
      .flatMap((edge) => objectsIn(edge["residual"]))
      .map(({ path }) => (typeof path === "string" ? path : JSON.stringify(path ?? ""))),
    ...(typeof verdict === "string" ? { verdict } : {}),
  };
}

const textOf = (value: JsonValue | undefined) => (typeof value === "string" ? value : "");

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is JsonObject => typeof one === "object" && one !== null && !Array.isArray(one));
}
