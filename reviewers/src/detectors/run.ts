import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../contract.ts";
import type { RowChange } from "../ledgers/row.ts";
import { at, finding } from "./finding.ts";

/**
 * Runs all detectors. One that throws is asked again about each file alone, so that what one hostile file does to it costs no other
 * file its analysis; a file that makes it throw is opaque, and where only all together do, every file is.
 */
export function runDetectors(detectors: readonly Detector[], input: DetectorInput): readonly Finding[] {
  return detectors.flatMap((detector): readonly Finding[] => {
    const found = attempt(detector, input);
    if (found !== undefined) return found;
    const alone = input.files.map((file) => ({ file, found: attempt(detector, onlyFor(input, file)) }));
    const thrown = alone.filter((one) => one.found === undefined).map(({ file }) => file);
    const guilty = thrown.length === 0 ? input.files : thrown;
    return [...alone.flatMap((one) => one.found ?? []), failure(detector, guilty)];
  });
}

function attempt({ detect }: Detector, input: DetectorInput): readonly Finding[] | undefined {
  try {
    return detect(input);
  } catch {
    return undefined;
  }
}

/** What it threw may quote the content, which is nobody's to show here. */
function failure({ id }: Detector, files: readonly Examined[]): Finding {
  return finding(id, "opaque", "opaque.failed", {
    title: `The detector ${id} failed on ${files.length} ${files.length === 1 ? "file" : "files"}`,
    at: files.map(({ path, result }) => at(path, result === undefined ? "base" : "result", 0)),
    evidence: { failed: "yes", detector: id },
  });
}

function onlyFor({ files, ledgers, moved }: DetectorInput, file: Examined): DetectorInput {
  const isIts = (change: RowChange) =>
    ("base" in change && change.base.path === file.path) || ("result" in change && change.result.path === file.path);
  const { parameter, pipeline, entity, feature, egress, model } = ledgers;
  return {
    files: files.filter((one) => one === file),
    ledgers: {
      parameter: parameter.filter(isIts),
      pipeline: pipeline.filter(isIts),
      entity: entity.filter(isIts),
      feature: feature.filter(isIts),
      egress: egress.filter(isIts),
      model: model.filter(isIts),
    },
    moved: moved.filter(({ from, to }) => from.path === file.path || to.path === file.path),
  };
}
