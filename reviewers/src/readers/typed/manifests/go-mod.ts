import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue } from "../value.ts";
import { dependencyFacts } from "./dependency.ts";

/** Reads `go.mod` and `go.sum`: required modules, replacements (`=>`), the version of Go, and checksums. */
export function readGoMod({ text }: SourceText): TypedReading {
  const facts = new FactCollector("go-mod");
  let block = "";
  for (const [at, raw] of text.split("\n").entries()) {
    const [code = "", comment = ""] = raw.split("//", 2);
    const words = code.trim().split(/\s+/, 8);
    if (words[0] === ")") block = "";
    else if (words[1] === "(") block = words[0] ?? "";
    else if (words[0] !== "" && words.length > 1)
      directive(facts, block === "" ? words : [block, ...words], at + 1, comment.trim());
  }
  return facts.reading();
}

function directive(
  facts: FactCollector,
  [word = "", name = "", ...rest]: readonly string[],
  line: number,
  note: string,
): void {
  const notes = note === "" ? [] : [note];
  const arrow = rest.indexOf("=>");
  if (word === "require") dependencyFacts(facts, { name, version: rest[0] ?? "", line, notes });
  else if (word === "replace") {
    const value = stringValue(rest.slice(arrow + 1).join(" "));
    facts.setting({ from: line, within: ["replace"] }, { name, value, as: "config", notes });
  } else if (rest.length === 0)
    facts.setting({ from: line, within: [] }, { name: word, value: stringValue(name), as: "config" });
  else if (/^(?:exclude|retract)$/.test(word))
    facts.setting({ from: line, within: [word] }, { name, value: stringValue(rest.join(" ")), as: "config", notes });
  else
    facts.setting(
      { from: line, within: ["checksums", word] },
      { name, value: stringValue(rest[0] ?? ""), as: "config" },
    );
}
