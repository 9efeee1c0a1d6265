import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue } from "../value.ts";
import { dependencyFacts } from "./dependency.ts";

const REQUIREMENT = /^([A-Za-z\d][\w.-]{0,100}(?:\[[^\]]{0,200}\])?)\s{0,20}(@\s{0,20}\S{1,500}|[^;#]{0,200})/;

/** Reads requirements of Python: packages with their versions, other indexes, and files that are drawn in. */
export function readRequirements({ text }: SourceText): TypedReading {
  const facts = new FactCollector("requirements");
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.replace(/(?:^|\s)#.*$/, "").trim();
    const [, option, value] = /^(-\w|--[\w-]{1,40})[\s=]+(\S{1,500})/.exec(line) ?? [];
    const place = { from: at + 1, within: [] };
    if (option === "-r" || option === "--requirement" || option === "-c" || option === "--constraint")
      facts.draw(place, { module: value ?? "" });
    else if (option === "-e" || option === "--editable" || /^[\w+]{1,20}:\/\//.test(line)) {
      const from = value ?? line.split(/\s/, 1)[0] ?? "";
      const name = /#egg=([\w.-]{1,100})/.exec(raw)?.[1] ?? from;
      dependencyFacts(facts, { name, version: from, from: from.replace(/^git\+/, ""), line: at + 1 });
    } else if (option !== undefined)
      facts.setting(place, { name: option.replace(/^-+/, ""), value: stringValue(value ?? ""), as: "config" });
    else {
      const [, name, version = ""] = REQUIREMENT.exec(line) ?? [];
      if (name === undefined) continue;
      const from = version.startsWith("@") ? { from: version.slice(1).trim() } : {};
      dependencyFacts(facts, { name: name.toLowerCase(), version: version.trim(), line: at + 1, ...from });
    }
  }
  return facts.reading();
}
