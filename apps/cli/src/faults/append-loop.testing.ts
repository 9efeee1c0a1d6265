import { setTimeout as sleep } from "node:timers/promises";
import { CountersignError } from "@countersign/core";
import { workInHome } from "@countersign/home";
import { appendTo, homeIn, incident } from "@countersign/home/testing";

/**
 * A program: `append-loop.testing.ts HOME NAME COUNT PER_COMMAND`. Appends the incidents `NAME 0`, `NAME 1`… to a home, so many under
 * one lock, waiting for whoever has it; prints `index text` of each when it is durable, and how often it had to wait.
 */
const [dir = "", name = "", count = "0", perCommand = "1"] = process.argv.slice(2);
let waited = 0;
for (let done = 0; done < Number(count);) {
  try {
    await using opened = await workInHome(homeIn(dir));
    for (const end = done + Number(perCommand); done < end; done += 1) {
      const text = `${name} ${done}`;
      const { records } = await appendTo(opened, [incident(text)]);
      console.log(`${records[0]?.index} ${text}`);
    }
  } catch (error) {
    if (!(error instanceof CountersignError && error.code === "state.locked")) throw error;
    waited += 1;
  }
  await sleep(Math.random() * 3);
}
console.log(`waited ${waited}`);
