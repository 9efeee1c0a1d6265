import { nodeCrypto } from "@countersign/crypto/node";
import { expect, it } from "vitest";
import { examplePolicy } from "../policy/example.testing.ts";
import { openLeaf } from "./open-leaf.ts";
import { logReader } from "./log-reader.ts";
import { scribe } from "./scribe.testing.ts";

it("puts together once what a log of one size says, and anew for each leaf, also one that does not count", () => {
  const log = scribe(examplePolicy(), ["olga", "dana", "nils"], []);
  const [line] = log.lines;
  if (line === undefined) throw new Error("the log has a policy");
  const reader = logReader(nodeCrypto, log.root);
  expect(reader.soFar()).toBeUndefined();
  reader.addOpened(openLeaf(nodeCrypto, line));
  const first = reader.soFar();
  expect(first?.contents.size).toBe(1);
  expect(reader.soFar()).toBe(first);
  reader.add({ leaf: line.leaf });
  expect(reader.soFar()).toMatchObject({ contents: { size: 2 }, problems: [{ index: 1 }] });
  expect(first?.contents.size).toBe(1);
});
