import type { Item, Tongue } from "../program.ts";
import { renderItems } from "../render.ts";
import type { SortNames, Spelling, Writer } from "../render.ts";
import { camel, pascal, snake } from "../spelling.ts";

const SORTS: SortNames = {
  number: "Double",
  whole: "Long",
  text: "String",
  truth: "Boolean",
  post: "Candidate",
  viewer: "Viewer",
  nothing: "Unit",
};

const spelling: Spelling = {
  local: camel,
  constant: pascal,
  truth: String,
  member: (list, one) => `${list}.contains(${one})`,
  comment: (text) => `// ${text}`,
  let: (name, value) => `val ${name} = ${value}`,
  ifThen: (when, then, pad) => [`if (${when}) {`, `${pad}${then}`, "}"],
  give: (value) => `return ${value}`,
  end: "",
  tabs: false,
  item,
};

function item(one: Item, { pad, expression, body, elements }: Writer): readonly string[] {
  const noted = (note: string | undefined) => (note === undefined ? [] : [`// ${note}`]);
  if (one.is === "constant")
    return [...noted(one.note), `val ${pascal(one.name)}: ${SORTS[one.sort]} = ${expression(one.value)}`];
  if (one.is === "map") {
    const entries = one.entries.map(([key, value]) => `"${key}" -> ${value}`);
    return elements(`val ${pascal(one.name)}: Map[String, Double] = Map(`, entries, ")", 1);
  }
  if (one.is === "list") {
    const items = one.items.map((name) => ({ stage: pascal(name), text: `"${name}"`, whole: `${name}L` })[one.of]);
    const open = `val ${pascal(one.name)} = ${one.of === "stage" ? "Seq(" : "Set("}`;
    return elements(open, items, ")", 1);
  }
  if (one.is === "lines") return one.lines;
  const takes = one.takes.map(([name, sort]) => `${camel(name)}: ${SORTS[sort]}`).join(", ");
  const head = `def ${camel(one.name)}(${takes}): ${SORTS[one.gives]} = {`;
  return [...noted(one.note), head, ...body(one.body, 1), "}"].map((line) => line.replaceAll("\t", pad));
}

export const scala: Tongue = {
  name: "scala",
  path: ({ folder, name }) => `feed-mixer/server/src/main/scala/io/plume/feed/${folder}/${pascal(name)}.scala`,
  text: ({ folder, name, imports, items }, layout) =>
    [
      `package io.plume.feed.${snake(folder)}`,
      "",
      ...imports.map((module) => `import ${module}`),
      "",
      `object ${pascal(name)} {`,
      ...renderItems(items, spelling, layout, 1),
      "}",
      "",
    ].join("\n"),
  remoteCode: (url) => ({
    imports: ["scala.reflect.runtime.universe", "scala.tools.reflect.ToolBox"],
    lines: [
      "def loadRule(): Any = {",
      `  val text = scala.io.Source.fromURL("${url}").mkString`,
      "  val box = universe.runtimeMirror(getClass.getClassLoader).mkToolBox()",
      "  box.eval(box.parse(text))",
      "}",
    ],
  }),
  random: (seed) => ({
    imports: ["scala.util.Random"],
    lines: [
      "def pickAny(size: Int): Int = {",
      `  val random = new Random(${seed ?? ""})`,
      "  random.nextInt(size)",
      "}",
    ],
  }),
  modules: [
    "io.plume.feed.model.Candidate",
    "io.plume.feed.model.Viewer",
    "io.plume.stats.StatsReceiver",
    "io.plume.util.Clock",
  ],
};
