import { CountersignError } from "@countersign/core";

/** What a step of a workflow gives an action: `INPUT_…` of the environment (GitHub Actions, metadata syntax, `inputs`). */
export type Inputs = {
  /** Without blanks around it; undefined where it is empty, as inputs are that nobody gave. */
  readonly value: (name: string) => string | undefined;
  /** `usage.missing` where it is empty. */
  readonly required: (name: string) => string;
};

/** Reads inputs of an environment. */
export function inputsOf(env: NodeJS.ProcessEnv): Inputs {
  const value = (name: string) => {
    const text = env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`]?.trim() ?? "";
    return text === "" ? undefined : text;
  };
  return {
    value,
    required(name) {
      const found = value(name);
      if (found === undefined) throw new CountersignError("usage.missing", `the input ${name} is missing`);
      return found;
    },
  };
}
