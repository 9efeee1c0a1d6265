import { expect, it } from "vitest";
import type { Entry } from "../change/entry.ts";
import type { Path } from "../objects/path.ts";
import { parseOid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import { parsePolicy } from "../policy/parse.ts";
import { examplePolicy } from "../testing.ts";
import type { Classify } from "./class-facts.ts";
import { rememberedClasses } from "./remembered-classes.ts";

const POLICY = parsePolicy(examplePolicy());
const NOWHERE = {} as Repository;
const MOST = 1 << 20;

const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path: path as Path,
  oldMode: "100644",
  newMode: "100644",
  oldOid: oid("1"),
  newOid: oid("2"),
  oldSha256: "a".repeat(64),
  newSha256: "b".repeat(64),
  ...more,
});
const step = (path: string, more: Partial<Entry> = {}) => ({ entries: [entry(path, more)] });
const pinned = (version: string) => ({ ...POLICY, detectors: { version, sha256: "0".repeat(64) } });

/** Gives each path a class of its own, and notes what it was asked. */
function noting(): { readonly asked: string[][]; readonly classify: Classify } {
  const asked: string[][] = [];
  return {
    asked,
    classify: async (_, { detectors, requirements }, steps) => {
      if (requirements.length === 0) return undefined;
      if (detectors?.version === "another") throw new Error("policy.detectors");
      asked.push(steps.flatMap(({ entries }) => entries.map(({ path }) => String(path))));
      return steps.map(({ entries }) => new Map(entries.map(({ path }) => [String(path), [`of ${String(path)}`]])));
    },
  };
}

it("asks for each step once, and answers all of them in their order", async () => {
  const { asked, classify } = noting();
  const remembering = rememberedClasses(classify, MOST);
  const classes = async (...paths: readonly string[]) =>
    (
      await remembering(
        NOWHERE,
        pinned("1"),
        paths.map((path) => step(path)),
      )
    )?.map((one) => [...one.values()].flat());
  expect(await classes("a", "b")).toEqual([["of a"], ["of b"]]);
  expect(await classes("c", "b", "c", "a")).toEqual([["of c"], ["of b"], ["of c"], ["of a"]]);
  expect(asked).toEqual([["a", "b"], ["c"]]);
});

it("takes no entry for another whose content, mode or place differs, nor by other detectors", async () => {
  const { asked, classify } = noting();
  const remembering = rememberedClasses(classify, MOST);
  const others = [
    { newSha256: "c".repeat(64) },
    { oldSha256: "c".repeat(64) },
    { newMode: "120000" },
    { newOid: oid("3") },
    { leadsTo: ["b" as Path] },
  ] as const;
  for (const more of [{}, ...others]) await remembering(NOWHERE, pinned("1"), [step("a", more)]);
  await remembering(NOWHERE, pinned("1"), [{ entries: [entry("a"), entry("b")] }]);
  await remembering(NOWHERE, pinned("2"), [step("a")]);
  expect(asked).toEqual([["a"], ["a"], ["a"], ["a"], ["a"], ["a"], ["a", "b"], ["a"]]);
});

it("asks whether the detectors are those at hand when it knows every step, and whether classes are asked for at all", async () => {
  const { classify } = noting();
  const remembering = rememberedClasses(classify, MOST);
  await remembering(NOWHERE, pinned("1"), [step("a")]);
  await expect(remembering(NOWHERE, pinned("another"), [step("a")])).rejects.toThrow("policy.detectors");
  expect(await remembering(NOWHERE, { ...pinned("1"), requirements: [] }, [step("a")])).toBeUndefined();
});

it("remembers no failure, and forgets what was not used for the longest time", async () => {
  const { asked, classify } = noting();
  let isAway = true;
  const away: Classify = async (...asking) => {
    if (isAway) throw new Error("objects.missing");
    return classify(...asking);
  };
  const room = JSON.stringify(["1", "0".repeat(64), [entry("a")]]).length;
  const remembering = rememberedClasses(away, 2 * room);
  const ask = (path: string) => remembering(NOWHERE, pinned("1"), [step(path)]);
  await expect(ask("a")).rejects.toThrow("objects.missing");
  isAway = false;
  for (const path of ["a", "b", "a", "c", "a", "b"]) await ask(path);
  expect(asked.filter((paths) => paths.length > 0)).toEqual([["a"], ["b"], ["c"], ["b"]]);
});
