import { list, object, oneOf, refuse } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import { isRiskClass } from "../classes.ts";
import type { Requirement } from "../policy.ts";
import { count, id, names, patterns } from "./forms.ts";
import { quote, text } from "./text.ts";

/** `policy.unknown-class` for a class that no detector knows: it would claim nothing for ever. */
const riskClass: Reader<string> = (value, place) => {
  const name = text(value, place);
  return isRiskClass(name) ? name : refuse(place, "unknown-class", `there is no class ${quote(name)}`);
};

const coverage = list(oneOf("same-change", "exact-tree", "clean-merge"));

const fields = object({ id, role: id }, { paths: patterns, classes: names(riskClass), count, coverage });

/** `{id, paths?, classes?, role, count?, coverage?}`; `policy.vacuous` when it can claim or accept nothing. */
export const requirement: Reader<Requirement> = (value, place) => {
  const found = { count: 1, coverage: ["same-change"] as const, ...fields(value, place) };
  const { paths, classes } = found;
  if (paths === undefined && classes === undefined) refuse(place, "vacuous", "neither paths nor classes");
  if (paths?.length === 0 || classes?.length === 0) refuse(place, "vacuous", "an empty list claims nothing");
  if (found.coverage.length === 0) refuse(place, "vacuous", "no class of coverage is accepted");
  return found;
};
