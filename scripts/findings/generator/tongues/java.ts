import type { Item, Tongue } from "../program.ts";
import { renderItems } from "../render.ts";
import type { SortNames, Spelling, Writer } from "../render.ts";
import { camel, loud, pascal } from "../spelling.ts";

const SORTS: SortNames = {
  number: "double",
  whole: "long",
  text: "String",
  truth: "boolean",
  post: "Candidate",
  viewer: "Viewer",
  nothing: "void",
};

const spelling: Spelling = {
  local: camel,
  constant: loud,
  truth: String,
  member: (list, one) => `${list}.contains(${one})`,
  comment: (text) => `// ${text}`,
  let: (name, value) => `var ${name} = ${value};`,
  ifThen: (when, then, pad) => [`if (${when}) {`, `${pad}${then}`, "}"],
  give: (value) => `return ${value};`,
  end: ";",
  tabs: false,
  item,
};

function item(one: Item, { expression, body, elements }: Writer): readonly string[] {
  const noted = (note: string | undefined) => (note === undefined ? [] : [`/** ${note} */`]);
  if (one.is === "constant")
    return [...noted(one.note), `public static final ${SORTS[one.sort]} ${loud(one.name)} = ${expression(one.value)};`];
  if (one.is === "map") {
    const entries = one.entries.map(([key, value]) => `Map.entry("${key}", ${value})`);
    return elements(`public static final Map<String, Double> ${loud(one.name)} = Map.ofEntries(`, entries, ");", 1).map(
      last,
    );
  }
  if (one.is === "list") {
    const items = one.items.map(
      (name) => ({ stage: `new ${pascal(name)}()`, text: `"${name}"`, whole: `${name}L` })[one.of],
    );
    const [sort, of] =
      one.of === "stage" ? ["List<Stage>", "List.of("] : [`Set<${one.of === "text" ? "String" : "Long"}>`, "Set.of("];
    return elements(`public static final ${sort} ${loud(one.name)} = ${of}`, items, ");", 1).map(last);
  }
  if (one.is === "lines") return one.lines;
  const takes = one.takes.map(([name, sort]) => `${SORTS[sort]} ${camel(name)}`).join(", ");
  return [
    ...noted(one.note),
    `public static ${SORTS[one.gives]} ${camel(one.name)}(${takes}) {`,
    ...body(one.body, 1),
    "}",
  ];
}

/** Java has no comma behind the last element. */
function last(line: string, at: number, lines: readonly string[]): string {
  return at === lines.length - 2 && lines.length > 2 ? line.slice(0, -1) : line;
}

export const java: Tongue = {
  name: "java",
  path: ({ folder, name }) => `ranker/src/main/java/io/plume/${folder}/${pascal(name)}.java`,
  text: ({ folder, name, imports, items }, layout) =>
    [
      `package io.plume.${folder};`,
      "",
      ...imports.map((module) => `import ${module};`),
      "",
      `public final class ${pascal(name)} {`,
      ...renderItems(items, spelling, layout, 1),
      "}",
      "",
    ].join("\n"),
  remoteCode: (url) => ({
    imports: ["java.io.InputStreamReader", "java.net.URL", "javax.script.ScriptEngineManager"],
    lines: [
      "public static Object loadRule() throws Exception {",
      `    var reader = new InputStreamReader(new URL("${url}").openStream());`,
      '    return new ScriptEngineManager().getEngineByName("javascript").eval(reader);',
      "}",
    ],
  }),
  random: (seed) => ({
    imports: ["java.util.Random"],
    lines: ["public static int pickAny(int size) {", `    return new Random(${seed ?? ""}).nextInt(size);`, "}"],
  }),
  modules: ["io.plume.model.Candidate", "io.plume.model.Viewer", "io.plume.stats.Counters", "java.util.Map"],
};
