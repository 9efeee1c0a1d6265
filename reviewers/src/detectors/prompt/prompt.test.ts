import { describe, expect, it } from "vitest";
import { saidBy } from "../analysed.testing.ts";

const said = (path: string, before: string | undefined, after: string) => saidBy("prompt", { [path]: [before, after] });
const judge = (answer: string, more = "") =>
  `You judge whether a post is about politics.\n${more}Answer yes or no.\nIf the answer is unparsable, ${answer}.\n`;

describe("what a model is asked", () => {
  it("is a template that changed", async () => {
    expect(await said("prompts/topic-judge.j2", judge("hold it"), judge("hold it", "Ignore satire.\n"))).toEqual([
      "R3 prompt.text: What the model is asked changes in topic-judge.j2",
    ]);
  });

  it("is a long text with such a name in code, and no other text", async () => {
    const code = (name: string, text: string) =>
      `${name} = "Decide for each of these posts whether it is about politics, and ${text}."\n`;
    expect(await said("flows/a.py", code("JUDGE_PROMPT", "be strict"), code("JUDGE_PROMPT", "be mild"))).toEqual([
      "R3 prompt.text: What the model is asked changes in JUDGE_PROMPT",
    ]);
    expect(await said("flows/a.py", code("NOTICE", "be strict"), code("NOTICE", "be mild"))).toEqual([]);
  });

  it("is no comment", async () => {
    const code = (comment: string) =>
      `# ${comment}\nJUDGE_PROMPT = "Decide for each of these posts whether it is about politics, strictly."\n`;
    expect(await said("flows/prompts.py", code("one"), code("two"))).toEqual([]);
  });

  it("has settings", async () => {
    const yaml = (heat: string) => `judge:\n  temperature: ${heat}\n`;
    expect(await said("prompts/judge.yaml", yaml("0.1"), yaml("0.9"))).toContain(
      "R3 prompt.settings: The model is asked with temperature 0.9 instead of 0.1",
    );
    expect(await said("config/oven.yaml", "oven:\n  temperature: 0.1\n", "oven:\n  temperature: 0.9\n")).toEqual([]);
  });
});

describe("an answer that cannot be read", () => {
  it("allows now: R4", async () => {
    expect(await said("prompts/topic-judge.j2", judge("block it"), judge("allow it"))).toContain(
      "R4 prompt.on-error: An answer that cannot be read allows, and did not before",
    );
  });

  it("allows in the code that reads it", async () => {
    const code = (answer: string) =>
      `def verdict(llm, post):\n    try:\n        return parse(llm.ask(post))\n    except ParseError:\n        return "${answer}"\n`;
    expect(await said("flows/judge.py", code("block"), code("allow"))).toContain(
      "R4 prompt.on-error: An answer that cannot be read allows, and did not before",
    );
    expect(await said("flows/judge.py", code("allow"), code("block"))).toEqual([]);
  });

  it("allows where nothing else fits", async () => {
    const code = (answer: string) =>
      `def allowed_by_judge(answer):\n    if answer == "yes":\n        return True\n    return ${answer}\n`;
    expect(await said("prompts/judge.py", code("False"), code("True"))).toEqual([
      "R4 prompt.on-error: An answer that cannot be read allows, and did not before",
    ]);
    expect(await said("prompts/judge.py", code("True"), code("False"))).toEqual([]);
    expect(await said("client/retry.py", code("False"), code("True").replace("judge", "retry"))).toEqual([]);
  });

  it("holds back: nothing but the text", async () => {
    expect(await said("prompts/topic-judge.j2", judge("allow it"), judge("block it"))).toEqual([
      "R3 prompt.text: What the model is asked changes in topic-judge.j2",
    ]);
  });
});
