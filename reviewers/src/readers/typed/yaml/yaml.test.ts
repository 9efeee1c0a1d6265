import { describe, expect, it } from "vitest";
import { read, sayFacts } from "../say.testing.ts";

const WEIGHTS = `# scores
weights:
  reply: 13.50  # since spring
  like: 1_000
  on: yes
  tags: [a, 'b']
rules:
  - name: hide-spam
    when: spam > 0.8
  - name: drop
    action: drop
`;

describe("YAML", () => {
  it("gives each scalar with its dotted path, its line and the exact number", () => {
    expect(sayFacts("a.yaml", WEIGHTS)).toEqual([
      "3 setting weights.reply = 13.5",
      "4 setting weights.like = 1000",
      '5 setting weights.on = "yes"',
      '6 list weights.tags ["a", "b"]',
      "7 list rules [hide-spam, drop]",
      '8 setting rules.hide-spam.name = "hide-spam"',
      '9 setting rules.hide-spam.when = "spam > 0.8"',
      '10 setting rules.drop.name = "drop"',
      '11 setting rules.drop.action = "drop"',
    ]);
  });

  it("notes the comment on the line and those right above", () => {
    const [reply] = read("a.yaml", "# one\n\n# two\n# three\nreply: 1 # four\n").facts;
    expect(reply).toMatchObject({ notes: ["two", "three", "four"] });
  });

  it("an item that is put first does not rename the others", () => {
    const others = (text: string) => sayFacts("a.yaml", text).filter((fact) => fact.includes("drop.action"));
    expect(others(WEIGHTS)).toHaveLength(1);
    expect(others(WEIGHTS.replace("rules:\n", "rules:\n  - name: new\n"))).toHaveLength(1);
  });

  it("gives bounds and the remote name of a default beside it", () => {
    const { facts } = read("a.yaml", "boost:\n  default: 5\n  min: 0\n  max: 2\n  remote_key: boost_v2\n");
    expect(facts[0]).toMatchObject({ name: "default", min: "0", max: "2", remote: "boost_v2" });
  });

  it("reads several documents, and keys that stand twice twice", () => {
    expect(sayFacts("a.yml", "a: 1\na: 2\n---\nb: 3\n")).toEqual([
      "1 setting a = 1",
      "2 setting a = 2",
      "4 setting b = 3",
    ]);
  });

  it("follows an alias to a scalar only, and says where there are too many", () => {
    expect(sayFacts("a.yaml", "a: &x 5\nb: *x\nc: &m {d: 1}\ne: *m\n")).toEqual([
      "1 setting a = 5",
      "2 setting b = 5",
      "3 setting c.d = 1",
      "4 setting e = *m",
    ]);
    const many = `a: &x [1]\nb: [${"*x, ".repeat(200)}]\n`;
    expect(read("a.yaml", many).troubles).toMatchObject([{ code: "limit.aliases" }]);
  });

  it("gives scripts and queries apart, with their own lines", () => {
    const text = "x:\n  script: |\n    const a = 1;\n    send(a);\n  when: a > 1\n";
    expect(read("a.yaml", text).embedded).toEqual([
      { language: "javascript", text: "const a = 1;\nsend(a);\n", line: 3, within: ["x", "script"] },
      { language: "expression", text: "a > 1", line: 5, within: ["x", "when"] },
    ]);
  });

  it("what is not valid is a trouble with its line, and no facts", () => {
    expect(read("a.yaml", "a: 1\nb: [1\nc: 2\n")).toMatchObject({
      facts: [],
      troubles: [{ code: "opaque.parse", line: 3 }],
    });
    expect(read("a.yaml", `a: ${"[".repeat(5_000)}`).troubles).toMatchObject([{ code: "limit.depth", line: 1 }]);
  });

  it("is read with words in place of a template's marks", () => {
    const text = "{{- if .Values.on }}\nreplicas: {{ .Values.count }}\nlimit: 5\n{{- end }}\n";
    expect(sayFacts("templates/a.yaml", text)).toEqual([
      '2 setting replicas = "___.Values.count___"',
      "3 setting limit = 5",
    ]);
  });
});
