import type { Item, Tongue } from "../program.ts";
import { renderItems } from "../render.ts";
import type { SortNames, Spelling, Writer } from "../render.ts";
import { loud, pascal, snake } from "../spelling.ts";

const SORTS: SortNames = {
  number: "f64",
  whole: "u64",
  text: "&str",
  truth: "bool",
  post: "&Candidate",
  viewer: "&Viewer",
  nothing: "()",
};

const spelling: Spelling = {
  local: snake,
  constant: loud,
  truth: String,
  member: (list, one) => `${list}.contains(&${one})`,
  comment: (text) => `// ${text}`,
  let: (name, value) => `let ${name} = ${value};`,
  ifThen: (when, then, pad) => [`if ${when} {`, `${pad}${then}`, "}"],
  give: (value) => `return ${value};`,
  end: ";",
  tabs: false,
  item,
};

function item(one: Item, { pad, expression, body, elements }: Writer): readonly string[] {
  const noted = (note: string | undefined) => (note === undefined ? [] : [`/// ${note}`]);
  if (one.is === "constant") {
    const sort = one.sort === "text" ? "&'static str" : SORTS[one.sort];
    return [...noted(one.note), `pub const ${loud(one.name)}: ${sort} = ${expression(one.value)};`];
  }
  if (one.is === "map") {
    const entries = one.entries.map(([key, value]) => `("${key}", ${decimal(value)})`);
    return elements(`pub const ${loud(one.name)}: &[(&str, f64)] = &[`, entries, "];", 1);
  }
  if (one.is === "list") {
    if (one.of === "stage") {
      const stages = one.items.map((name) => `Box::new(${pascal(name)})`);
      const inner = elements("vec![", stages, "]", 1).map((line) => pad + line);
      return [`pub fn ${snake(one.name)}() -> Vec<Box<dyn Stage>> {`, ...inner, "}"];
    }
    const sort = one.of === "whole" ? "u64" : "&str";
    const items = one.items.map((name) => (one.of === "whole" ? name : `"${name}"`));
    return elements(`pub const ${loud(one.name)}: &[${sort}] = &[`, items, "];", 1);
  }
  if (one.is === "lines") return one.lines;
  const takes = one.takes.map(([name, sort]) => `${snake(name)}: ${SORTS[sort]}`).join(", ");
  const gives = one.gives === "nothing" ? "" : ` -> ${SORTS[one.gives]}`;
  return [...noted(one.note), `pub fn ${snake(one.name)}(${takes})${gives} {`, ...body(one.body, 1), "}"];
}

function decimal(value: string): string {
  return value.includes(".") ? value : `${value}.0`;
}

export const rust: Tongue = {
  name: "rust",
  path: ({ folder, name }) => `timeline/src/${folder}/${snake(name)}.rs`,
  text: ({ imports, items }, layout) =>
    [...imports.map((module) => `use ${module};`), "", ...renderItems(items, spelling, layout, 0), ""].join("\n"),
  remoteCode: (url) => ({
    imports: ["rhai::Engine"],
    lines: [
      "pub fn load_rule() -> Option<bool> {",
      `    let text = ureq::get("${url}").call().ok()?.into_string().ok()?;`,
      "    Engine::new().eval::<bool>(&text).ok()",
      "}",
    ],
  }),
  random: (seed) => ({
    imports: ["rand::Rng", "rand::SeedableRng"],
    lines: [
      "pub fn pick_any(size: usize) -> usize {",
      seed === undefined
        ? "    let mut random = rand::thread_rng();"
        : `    let mut random = rand::rngs::StdRng::seed_from_u64(${seed});`,
      "    random.gen_range(0..size)",
      "}",
    ],
  }),
  modules: ["crate::model::Candidate", "crate::model::Viewer", "crate::stats::Stats", "std::collections::HashMap"],
};
