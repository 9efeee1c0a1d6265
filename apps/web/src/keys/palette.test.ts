import { expect, it } from "vitest";
import { matching } from "./palette.tsx";

const command = (label: string, palette = true) => ({ id: label, label, section: "Page", palette, run: () => {} });

it("finds commands by all words that somebody types, what begins with the first before the rest", () => {
  const commands = [
    command("Show the queue"),
    command("Queue: claim"),
    command("Next", false),
    command("Claim in the queue"),
  ];
  const found = (text: string) => matching(commands, text).map(({ label }) => label);
  expect(found("queue")).toEqual(["Queue: claim", "Show the queue", "Claim in the queue"]);
  expect(found("claim QUEUE")).toEqual(["Claim in the queue", "Queue: claim"]);
  expect(found("next")).toEqual([]);
  expect(matching([command("Theme"), command("Theme")], "")).toHaveLength(1);
});
