import type { Finding } from "@countersign/core";
import { fileName } from "../../content/names.ts";
import type { Examined } from "../../contract.ts";
import type { Definition, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lexicon } from "../words.ts";
import { say } from "./say.ts";

const KEYS = lexicon("script,scripts,lua,javascript,js code,expression code,source code");
const CODE = /(?:function\s*\w{0,60}\s*\(|=>\s*[{(]|\breturn\b|\bdef\s+\w{1,60}\(|\bfetch\s*\(|\brequire\s*\()/u;
const DOCUMENTS = /\.(?:toml|ya?ml|json|conf)$/u;

/** A text in a document that is a program. */
export function scripted(file: Examined, setting: Setting): readonly Finding[] {
  const { name, value, as } = setting;
  if (as !== "config" || value.is !== "string" || value.text.length < 12) return [];
  if (!hasWord(name, KEYS) || !CODE.test(value.text.slice(0, 20_000))) return [];
  if (fileName(file.path) === "package.json") return [];
  const key = [...setting.within, name].join(".");
  return [say(file, setting, "remote.script", `A script stands in the setting ${key}`, name)];
}

/** A function of a script in a document. */
export function scriptedFunction(file: Examined, defined: Definition): readonly Finding[] {
  if (defined.sort !== "function" || defined.language !== "javascript" || !DOCUMENTS.test(file.path)) return [];
  return [
    say(
      file,
      defined,
      "remote.script",
      `A script stands in ${file.path}: ${defined.name || "a function"}`,
      defined.name,
    ),
  ];
}
