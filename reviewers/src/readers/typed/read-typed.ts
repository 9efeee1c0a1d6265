import { extension, fileName } from "../../content/names.ts";
import { readHocon } from "./hocon/hocon.ts";
import { readIni } from "./ini/ini.ts";
import { readJinja } from "./jinja/jinja.ts";
import { readJson } from "./json/json.ts";
import { TooManyLexemes } from "./lexemes.ts";
import { readCsv } from "./lists/csv.ts";
import { looksLikeList, readPlainList } from "./lists/plain-list.ts";
import { readGoMod } from "./manifests/go-mod.ts";
import { readNpmLock } from "./manifests/npm.ts";
import { readPom } from "./manifests/pom.ts";
import { readRequirements } from "./manifests/requirements.ts";
import { readSbt } from "./manifests/sbt.ts";
import { readTomlLock } from "./manifests/toml-lock.ts";
import { readMarkdown } from "./markdown/markdown.ts";
import { readNotebook } from "./notebook/notebook.ts";
import { readPbtxt } from "./pbtxt/pbtxt.ts";
import { readProtobuf } from "./protobuf/protobuf.ts";
import { readThrift } from "./protobuf/thrift.ts";
import { readSql } from "./sql/sql.ts";
import { readToml } from "./toml/toml.ts";
import type { TypedReader, TypedReading } from "./typed-reading.ts";
import { readXml } from "./xml/xml.ts";
import { readYaml } from "./yaml/yaml.ts";

/** UTF-16 units of a text that is read. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Reads a text of a format that is known by its file's name, its extension, and for some by its content. Undefined where no format is
 * known: the text is for other readers. A path such as `x.sql` reads an embedded text. Pure, linear, never throws.
 */
export function readTyped(path: string, text: string): TypedReading | undefined {
  const read = readerOf(path, text);
  if (read === undefined) return undefined;
  const language = extension(path);
  if (text.length > LONGEST) return failed(language, "limit.size", `longer than ${LONGEST} units`);
  try {
    const reading = read({ path, text: text.startsWith("\uFEFF") ? text.slice(1) : text });
    const silent = MUST_SAY.has(read) && reading.facts.length === 0 && reading.troubles.length === 0;
    if (!silent || text.trim() === "") return reading;
    return failed(reading.language, "opaque.parse", "nothing in it is understood");
  } catch (error) {
    if (error instanceof TooManyLexemes) return failed(language, "limit.tokens", error.message);
    return failed(language, "opaque.parse", `the reader failed: ${error instanceof Error ? error.name : "unknown"}`);
  }
}

/** Whether a format is known for a text, so that it is read as a whole. */
export function isTyped(path: string, text: string): boolean {
  return readerOf(path, text) !== undefined;
}

/** Formats whose files say something, where they are what their name says. */
const MUST_SAY: ReadonlySet<TypedReader> = new Set([readProtobuf, readThrift, readSql]);

function failed(language: string, code: string, what: string): TypedReading {
  return { language, facts: [], embedded: [], troubles: [{ code, what, line: 1 }] };
}

function readerOf(path: string, text: string): TypedReader | undefined {
  if (text.startsWith("version https://git-lfs.github.com/spec/")) return undefined;
  const name = fileName(path).toLowerCase();
  const byName = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (byName !== undefined) return byName;
  const ending = extension(path);
  if (ending === "conf") return /[{}]|^\s{0,40}include\s/m.test(text.slice(0, 100_000)) ? readHocon : readIni;
  const known = Object.hasOwn(BY_EXTENSION, ending) ? BY_EXTENSION[ending] : undefined;
  if (known !== undefined) return known;
  const listed = LIST_EXTENSIONS.has(ending) || LIST_NAME.test(name);
  return listed && looksLikeList(text) ? readPlainList : undefined;
}

const BY_NAME: readonly (readonly [RegExp, TypedReader])[] = [
  [/^(?:requirements|constraints)[\w.-]{0,60}\.(?:txt|in)$/, readRequirements],
  [/^go\.(?:mod|sum)$/, readGoMod],
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, readNpmLock],
  [/^(?:cargo|poetry|uv|pdm)\.lock$/, readTomlLock],
  [/^pipfile$/, readToml],
  [/\.sbt$/, readSbt],
  [/^pom\.xml$/, readPom],
  [/^\.env(?:\.|$)|^\.(?:lfsconfig|gitmodules|npmrc|editorconfig|flake8|bazelrc)$/, readIni],
];

const BY_EXTENSION: { readonly [extension: string]: TypedReader } = {
  yaml: readYaml,
  yml: readYaml,
  json: readJson,
  jsonc: readJson,
  json5: readJson,
  jsonl: readJson,
  ndjson: readJson,
  avsc: readJson,
  ipynb: readNotebook,
  toml: readToml,
  hocon: readHocon,
  ini: readIni,
  cfg: readIni,
  properties: readIni,
  env: readIni,
  md: readMarkdown,
  markdown: readMarkdown,
  mdx: readMarkdown,
  proto: readProtobuf,
  thrift: readThrift,
  sql: readSql,
  hql: readSql,
  ddl: readSql,
  bq: readSql,
  j2: readJinja,
  jinja: readJinja,
  jinja2: readJinja,
  tmpl: readJinja,
  tpl: readJinja,
  mustache: readJinja,
  hbs: readJinja,
  pbtxt: readPbtxt,
  textproto: readPbtxt,
  prototxt: readPbtxt,
  csv: readCsv,
  tsv: readCsv,
  xml: readXml,
};

const LIST_EXTENSIONS: ReadonlySet<string> = new Set(["txt", "lst", "list", "ids", "names", "words"]);
const LIST_NAME = /(?:deny|block|allow|white|black|safe|ban)[-_]?(?:list|ed)?s?$|-list$|_list$/;
