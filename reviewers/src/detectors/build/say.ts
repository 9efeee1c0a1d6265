import type { Finding, Risk } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";

export const ID = "build";

/** One finding about a line of the result. */
export function say(
  file: Examined,
  line: number,
  code: string,
  title: string,
  risk: Risk,
  ask: string,
  after?: string,
): Finding {
  return finding(
    ID,
    "build",
    code,
    apart(
      {
        title,
        at: [at(file.path, "result", line)],
        risk,
        ...(after === undefined ? {} : { after }),
        ask,
      },
      file.kinds.has("test"),
    ),
  );
}
