import { numberAt } from "../config/lookup.ts";
import type { Settings } from "../config/settings.ts";
import type { Post } from "../world/kinds.ts";

export type Judgement = "allow" | "block";

/** Answers a prompt, as a hosted language model does. */
export type Answerer = (
  prompt: string,
  options: { readonly temperature: number; readonly maxTokens: number },
) => string;

/** Fills the prompt, asks, and reads the answer. What cannot be read is blocked. */
export function judge(settings: Pick<Settings, "prompt" | "limits">, post: Post, answer: Answerer): Judgement {
  const prompt = fill(settings.prompt, { topic: post.topic, text: post.words.join(" ") });
  const options = {
    temperature: numberAt(settings.limits, "judge.temperature"),
    maxTokens: numberAt(settings.limits, "judge.max_answer_tokens"),
  };
  return parseAnswer(answer(prompt, options));
}

/** Reads one word in any case, with or without a full stop. */
export function parseAnswer(answer: string): Judgement {
  const word = answer.trim().toLowerCase().replace(".", "");
  if (word === "allow" || word === "block") return word;
  return "block";
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{{ ${name} }}`, value), template);
}
