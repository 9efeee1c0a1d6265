import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue } from "../value.ts";
import { dependencyFacts } from "./dependency.ts";

const LIBRARY =
  /"([\w.-]{1,200})"\s{0,40}%{1,3}\s{0,40}"([\w.-]{1,200})"(?:\s{0,40}%\s{0,40}(?:"([^"]{1,100})"|([\w.]{1,100})))?/g;
const ASSIGNED =
  /^\s{0,40}(?:(?:lazy\s+)?val\s+|ThisBuild\s{0,4}\/\s{0,4})?(\w{1,80})\s{0,40}:?=\s{0,40}"([^"]{0,400})"/;

/** Reads what a build of sbt draws in (`"group" %% "name" % "version"`), its resolvers, and names with a text as value. */
export function readSbt({ text }: SourceText): TypedReading {
  const facts = new FactCollector("sbt");
  for (const [at, raw] of text.split("\n").entries()) {
    const code = raw.replace(/(?<!:)\/\/.*$/, "");
    for (const [, group, name, version, reference] of code.matchAll(LIBRARY))
      dependencyFacts(facts, { name: `${group}:${name}`, version: version ?? reference ?? "", line: at + 1 });
    const [, name, value] = ASSIGNED.exec(code) ?? [];
    const place = { from: at + 1, within: [] };
    if (name !== undefined && value !== undefined)
      facts.setting(place, { name, value: stringValue(value), as: "config" });
    const resolver = /"([^"]{0,200})"\s{0,10}at\s{0,10}"([^"]{1,400})"/.exec(code);
    if (resolver !== null)
      facts.setting(
        { from: at + 1, within: ["resolvers"] },
        { name: resolver[1] ?? "", value: stringValue(resolver[2] ?? ""), as: "config" },
      );
  }
  return facts.reading();
}
