/** Files that a tool makes, and the files next to them that it makes them from, by the part of the name that remains. */
const PAIRS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(.*)\.pb\.go$/s, ["$.proto"]],
  [/^(.*)_pb2(?:_grpc)?\.pyi?$/s, ["$.proto"]],
  [/^(.*)\.pb\.(?:cc|h)$/s, ["$.proto"]],
  [/^(.*)_pb\.(?:js|ts|d\.ts)$/s, ["$.proto"]],
  [/^(.*)\.min\.(?:js|mjs|css)$/s, ["$.js", "$.mjs", "$.css", "$.ts", "$.scss"]],
  [/^(.*)\.bundle\.js$/s, ["$.js", "$.ts"]],
  [/^(.*)\.generated\.[a-z]{1,5}$/s, ["$.graphql", "$.proto", "$.json", "$.yaml", "$.yml"]],
];

/** Lock files and the manifests that they follow, in the same folder. */
const LOCKS: { readonly [name: string]: readonly string[] } = {
  "package-lock.json": ["package.json"],
  "npm-shrinkwrap.json": ["package.json"],
  "yarn.lock": ["package.json"],
  "pnpm-lock.yaml": ["package.json", "pnpm-workspace.yaml"],
  "Cargo.lock": ["Cargo.toml"],
  "go.sum": ["go.mod"],
  "poetry.lock": ["pyproject.toml"],
  "uv.lock": ["pyproject.toml"],
  "Pipfile.lock": ["Pipfile"],
  "Gemfile.lock": ["Gemfile"],
  "composer.lock": ["composer.json"],
};

/** The names that a generated file of this name is made from, beside it; empty for any other file. */
export function sourcesByName(name: string): readonly string[] {
  if (Object.hasOwn(LOCKS, name)) return LOCKS[name] ?? [];
  for (const [pattern, sources] of PAIRS) {
    const stem = pattern.exec(name)?.[1];
    if (stem !== undefined) return sources.map((source) => source.replace("$", () => stem));
  }
  return [];
}

/** How far into a file its header reaches, in UTF-16 units. */
const HEADER = 2_000;
/** Marks of comments and quotes before a sentence. */
const MARKS = /^[^\p{L}\p{N}@]+/u;
/** Sentences that say it of the file they stand in; one that only has the word speaks of something else. */
const DECLARES = [
  /@generated\b/iu,
  /^(?:code |file |auto[- ]?|automatically )?generated (?:by|from|code|file|with|using|automatically)\b/iu,
  /^(?:auto[- ]?|automatically )generated\b/iu,
  /\bthis (?:file|code|class|module|document|schema|script) (?:is|was|has been) (?:\w{1,20} )?(?:auto[- ]?)?generated\b/iu,
  /\b(?:this|it) is an? (?:auto[- ]?|automatically )?generated file\b/iu,
  /\bdo not (?:edit|modify)(?: (?:this|the file|manually|by hand|directly|it)\b|[\s.!*/#>;-]*$)/iu,
] as const;
const SOURCE = /(?:generated from|source:|from file)\s{1,9}["'`]?([\w./@+-]{1,200})/iu;

/** Whether a header says that a tool made the file, and from what, where it says so. */
export function declaredGenerated(text: string): { readonly source?: string } | undefined {
  const header = text.slice(0, HEADER);
  if (!mayDeclare(header)) return undefined;
  const sentences = header.split("\n").map((line) => line.trim().replace(MARKS, ""));
  if (!sentences.some((sentence) => DECLARES.some((one) => one.test(sentence)))) return undefined;
  const source = SOURCE.exec(header)?.[1]?.replace(/[.,]$/, "");
  return source === undefined ? {} : { source };
}

/** Whether a header has one of the words that each declaration has: far cheaper to tell than the declaration. */
function mayDeclare(header: string): boolean {
  const lower = header.toLowerCase();
  return lower.includes("generated") || lower.includes("do not ");
}
