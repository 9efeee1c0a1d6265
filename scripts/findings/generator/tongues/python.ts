import type { Item, Tongue } from "../program.ts";
import { renderItems } from "../render.ts";
import type { Spelling, Writer } from "../render.ts";
import { loud, pascal, snake } from "../spelling.ts";

const spelling: Spelling = {
  local: snake,
  constant: loud,
  truth: (on) => (on ? "True" : "False"),
  member: (list, one) => `${one} in ${list}`,
  comment: (text) => `# ${text}`,
  let: (name, value) => `${name} = ${value}`,
  ifThen: (when, then, pad) => [`if ${when}:`, `${pad}${then}`],
  give: (value) => `return ${value}`,
  end: "",
  tabs: false,
  item,
};

function item(one: Item, { pad, expression, body, elements }: Writer): readonly string[] {
  const noted = (note: string | undefined) => (note === undefined ? [] : [`# ${note}`]);
  if (one.is === "constant") return [...noted(one.note), `${loud(one.name)} = ${expression(one.value)}`];
  if (one.is === "map")
    return elements(
      `${loud(one.name)} = {`,
      one.entries.map(([key, value]) => `"${key}": ${value}`),
      "}",
      1,
    );
  if (one.is === "list") {
    const items = one.items.map((name) => ({ stage: `${pascal(name)}()`, text: `"${name}"`, whole: name })[one.of]);
    return elements(`${loud(one.name)} = ${one.of === "stage" ? "[" : "{"}`, items, one.of === "stage" ? "]" : "}", 1);
  }
  if (one.is === "lines") return one.lines;
  const takes = one.takes.map(([name]) => snake(name)).join(", ");
  const doc = one.note === undefined ? [] : [`${pad}"""${one.note}"""`];
  return [`def ${snake(one.name)}(${takes}):`, ...doc, ...body(one.body, 1)];
}

export const python: Tongue = {
  name: "python",
  path: ({ folder, name }) => `recommender/${folder}/${snake(name)}.py`,
  text: ({ imports, items }, layout) =>
    [
      ...imports.map((module) => {
        const at = module.lastIndexOf(".");
        return at === -1 ? `import ${module}` : `from ${module.slice(0, at)} import ${module.slice(at + 1)}`;
      }),
      "",
      ...renderItems(items, spelling, layout, 0),
      "",
    ].join("\n"),
  remoteCode: (url) => ({
    imports: ["urllib.request.urlopen"],
    lines: [
      "def load_rule():",
      `    text = urlopen("${url}").read().decode()`,
      "    scope = {}",
      "    exec(text, scope)",
      '    return scope["rule"]',
    ],
  }),
  random: (seed) => ({
    imports: ["random"],
    lines: [
      "def pick_any(size):",
      `    generator = random.Random(${seed ?? ""})`,
      "    return generator.randrange(size)",
    ],
  }),
  modules: [
    "recommender.model.Candidate",
    "recommender.model.Viewer",
    "recommender.stats.Counter",
    "collections.OrderedDict",
  ],
};
