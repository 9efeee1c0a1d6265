import type { Finding, Risk } from "@countersign/core";
import { compare } from "../../facts/decimal.ts";
import type { Row } from "../../ledgers/row.ts";
import type { ClassName } from "../classes.ts";
import { at, finding } from "../finding.ts";
import type { ParameterChange } from "./change.ts";
import { labelOf, spelling } from "./say.ts";

/** A default outside its own limits, and limits that changed (`param.bounds`). */
export function boundsBroken(
  telling: { readonly detector: string; readonly class: ClassName },
  { change }: ParameterChange,
): readonly Finding[] {
  if (change.how === "removed") return [];
  const { result } = change;
  const limits = `${result.cells["min"] ?? "…"} to ${result.cells["max"] ?? "…"}`;
  const report = (title: string, risk: Risk, evidence: { readonly [name: string]: string }) => [
    finding(telling.detector, telling.class, "param.bounds", {
      title,
      at: [at(result.path, "result", result.line)],
      risk: result.test ? "R1" : risk,
      evidence: { ...evidence, ...(result.test ? { test: "yes" } : {}) },
      ask: `Which values may ${labelOf(result)} take in production?`,
    }),
  ];
  if (isOutside(result))
    return report(`${labelOf(result)} ${spelling(result)} lies outside its own limits ${limits}`, "R2", { limits });
  const moved =
    change.how !== "added" && ["min", "max"].filter((column) => change.base.cells[column] !== result.cells[column]);
  if (moved === false || moved.length === 0) return [];
  const was = `${change.base.cells["min"] ?? "…"} to ${change.base.cells["max"] ?? "…"}`;
  return report(`Limits of ${labelOf(result)} ${was} → ${limits}`, "R2", { limits, was });
}

function isOutside({ cells: { decimal, min, max } }: Row): boolean {
  if (decimal === undefined) return false;
  return (min !== undefined && compare(decimal, min) < 0) || (max !== undefined && compare(decimal, max) > 0);
}
