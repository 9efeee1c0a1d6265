import type { Item, Tongue } from "../program.ts";
import { renderItems } from "../render.ts";
import type { SortNames, Spelling, Writer } from "../render.ts";
import { camel, pascal, snake } from "../spelling.ts";

const SORTS: SortNames = {
  number: "float64",
  whole: "int64",
  text: "string",
  truth: "bool",
  post: "*model.Candidate",
  viewer: "*model.Viewer",
  nothing: "",
};

const spelling: Spelling = {
  local: camel,
  constant: pascal,
  truth: String,
  member: (list, one) => `slices.Contains(${list}, ${one})`,
  comment: (text) => `// ${text}`,
  let: (name, value) => `${name} := ${value}`,
  ifThen: (when, then, pad) => [`if ${when} {`, `${pad}${then}`, "}"],
  give: (value) => `return ${value}`,
  end: "",
  tabs: true,
  item,
};

function item(one: Item, { expression, body, elements }: Writer): readonly string[] {
  const noted = (note: string | undefined) => (note === undefined ? [] : [`// ${note}`]);
  if (one.is === "constant") return [...noted(one.note), `const ${pascal(one.name)} = ${expression(one.value)}`];
  if (one.is === "map") {
    const entries = one.entries.map(([key, value]) => `"${key}": ${value}`);
    return elements(`var ${pascal(one.name)} = map[string]float64{`, entries, "}", 1);
  }
  if (one.is === "list") {
    const items = one.items.map((name) => ({ stage: `${pascal(name)}{}`, text: `"${name}"`, whole: name })[one.of]);
    const sort = { stage: "[]Stage", text: "[]string", whole: "[]int64" }[one.of];
    return elements(`var ${pascal(one.name)} = ${sort}{`, items, "}", 1);
  }
  if (one.is === "lines") return one.lines;
  const takes = one.takes.map(([name, sort]) => `${camel(name)} ${SORTS[sort]}`).join(", ");
  const gives = one.gives === "nothing" ? "" : `${SORTS[one.gives]} `;
  return [...noted(one.note), `func ${pascal(one.name)}(${takes}) ${gives}{`, ...body(one.body, 1), "}"];
}

export const go: Tongue = {
  name: "go",
  path: ({ folder, name }) => `internal/${folder}/${snake(name)}.go`,
  text: ({ folder, imports, items }, layout) =>
    [
      `package ${folder}`,
      "",
      "import (",
      ...imports.map((module) => `\t"${module}"`),
      ")",
      "",
      ...renderItems(items, spelling, layout, 0),
      "",
    ].join("\n"),
  remoteCode: (url) => ({
    imports: ["io", "net/http", "github.com/dop251/goja"],
    lines: [
      "func LoadRule() (goja.Value, error) {",
      `\tanswer, err := http.Get("${url}")`,
      "\tif err != nil {",
      "\t\treturn nil, err",
      "\t}",
      "\ttext, _ := io.ReadAll(answer.Body)",
      "\treturn goja.New().RunString(string(text))",
      "}",
    ],
  }),
  random: (seed) => ({
    imports: ["math/rand"],
    lines: [
      "func PickAny(size int) int {",
      ...(seed === undefined
        ? ["\treturn rand.Intn(size)"]
        : [`\treturn rand.New(rand.NewSource(${seed})).Intn(size)`]),
      "}",
    ],
  }),
  modules: ["plume.example/feed/model", "plume.example/feed/stats", "context", "time"],
};
