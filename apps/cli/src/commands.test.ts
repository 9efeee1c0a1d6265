import { describe, expect, it } from "vitest";
import { COMMANDS } from "./commands.ts";

describe("the table of commands", () => {
  it.each(COMMANDS)("loads $name under its own name, with examples that begin with it", async ({ name, load }) => {
    const command = await load();
    expect(command.name).toBe(name);
    expect(command.usage.startsWith(name)).toBe(true);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.startsWith(name)).toBe(true);
  });
});
