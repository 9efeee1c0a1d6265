import { cpSync } from "node:fs";
import { join } from "node:path";
import { faultyFiles } from "@countersign/adapters/files";
import type { Fault, FileOps } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { homeIn } from "@countersign/home/testing";
import { watchedFiles } from "./watched-files.testing.ts";
import type { Sighting } from "./watched-files.testing.ts";
import { defectsOf, publishedTree, witnessDefects } from "./whole-log.testing.ts";
import type { NextVersion } from "./whole-log.testing.ts";

/** What is interrupted: the same call, on a home that was just opened, as often as it takes. */
export type Work = {
  /** A home as it is before; every row begins with a copy. */
  readonly template: string;
  readonly run: (opened: OpenedHome) => Promise<unknown>;
  /** Ids of all records that the log holds in the end. */
  readonly records: readonly string[];
  /** Where the work publishes version 2 of the policy. */
  readonly next?: NextVersion;
};

/** One way to fail, what the caller was told (`done`, or a code), what the next command found, and what was wrong in the end. */
export type Row = {
  readonly operation: string;
  readonly fault: Fault;
  readonly told: string;
  readonly found: "nothing" | "placed" | "published";
  readonly defects: readonly string[];
};

/** A row for every fault that is wanted. */
export async function tableOf(
  work: Work,
  wanted = (_operation: string, _fault: Fault) => true,
): Promise<readonly Row[]> {
  const operations = await operationsOf(work);
  const faults = faultsOf(operations).filter((fault) => wanted(operations[fault.at - 1] ?? "", fault));
  const rows: Row[] = [];
  for (const fault of faults) rows.push(await rowOf(work, operations, fault));
  if (process.env["COUNTERSIGN_PRINT_FAULTS"] === "1")
    console.log([...rows.map(formatRow), formatSummary(rows)].join("\n"));
  return rows;
}

/** Rows that are not as they should be: something is wrong with the log, or the caller was told a strange thing. */
export function failures(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ defects, told }) => defects.length > 0 || !["done", "files.damaged"].includes(told))
    .map(formatRow);
}

/** A crash just before or after a file gets its name: what is in between leaves temporary files alone. */
export function namesAFile(operation: string, { after }: Fault): boolean {
  return /^(rename|link) /.test(operation) && after === "crash";
}

/** The operations of the work when nothing fails, as `what place`. */
export async function operationsOf(work: Work): Promise<readonly string[]> {
  using folder = tempFolder();
  const { dir, watched } = copyOf(work, folder.path);
  await attempt(work, dir, watched.files);
  return watched.operations();
}

/** Every outcome of every operation. Where no bytes are written, `torn` is `lost` and not tried again. */
function faultsOf(operations: readonly string[]): readonly Fault[] {
  return operations.flatMap((operation, index) =>
    (operation.startsWith("write ") ? (["lost", "stored", "torn"] as const) : (["lost", "stored"] as const)).flatMap(
      (outcome) => (["error", "crash"] as const).map((after) => ({ at: index + 1, outcome, after })),
    ),
  );
}

/** Fails once, opens the home again as the next command does, repeats the call, and looks at everything. */
async function rowOf(work: Work, operations: readonly string[], fault: Fault): Promise<Row> {
  using folder = tempFolder();
  const { dir, watched } = copyOf(work, folder.path);
  const before = publishedTree(dir, work.next)?.size ?? 0;
  const faulty = faultyFiles(fault, watched.files);
  const told = await attempt(work, dir, faulty.files);
  const operation = operations[fault.at - 1] ?? "";
  const left = [
    ...witnessDefects(dir, work.next),
    ...(operation.startsWith(`${faulty.operations[fault.at - 1]} `) ? [] : ["another operation failed than was meant"]),
  ];
  const published = publishedTree(dir, work.next)?.size ?? 0;
  const next = watchedFiles(dir);
  const found = await repeat(work, dir, next.files);
  const sightings: readonly Sighting[] = [...watched.sightings, ...next.sightings];
  const defects = [...left, ...(await defectsOf(dir, { ...work, sightings }))];
  const shrunk = published < before ? [`${before} leaves were published, and ${published} after the fault`] : [];
  return {
    operation,
    fault,
    told,
    found: published > before ? "published" : found > before ? "placed" : "nothing",
    defects: [...defects, ...shrunk],
  };
}

/** A table for people: one line a row. */
function formatRow({ operation, fault, told, found, defects }: Row): string {
  const columns = [
    String(fault.at).padStart(3),
    operation.padEnd(44),
    fault.outcome.padEnd(6),
    fault.after.padEnd(5),
    told.padEnd(13),
    found.padEnd(9),
  ];
  return `${columns.join(" ")} ${defects.length === 0 ? "whole" : defects.join("; ")}`;
}

/** The rows as a whole: how many there are of each finding. */
function formatSummary(rows: readonly Row[]): string {
  const count = (found: Row["found"]) => rows.filter((row) => row.found === found).length;
  const bad = rows.filter(({ defects }) => defects.length > 0).length;
  return `${rows.length} rows: nothing ${count("nothing")}, placed ${count("placed")}, published ${count("published")}; ${bad} with defects`;
}

function copyOf({ template }: Work, folder: string) {
  const dir = join(folder, "home");
  cpSync(template, dir, { recursive: true });
  return { dir, watched: watchedFiles(dir) };
}

async function attempt(work: Work, dir: string, files: FileOps): Promise<string> {
  try {
    await using opened = await workInHome(homeIn(dir), files);
    await work.run(withFixedSalts(opened));
    return "done";
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

/** The next command; answers how many leaves it found in the log. */
async function repeat(work: Work, dir: string, files: FileOps): Promise<number> {
  await using opened = await workInHome(homeIn(dir), files);
  const found = opened.own?.soFar()?.contents.size ?? 0;
  await work.run(opened);
  return found;
}

/** The same folders are made in every run: the names of evidence depend on its salt. */
function withFixedSalts(opened: OpenedHome): OpenedHome {
  let drawn = 0;
  const salt = () => nodeCrypto.sha256(new TextEncoder().encode(`salt ${(drawn += 1)}`)).subarray(0, 16);
  return { ...opened, parts: { ...opened.parts, salt } };
}
