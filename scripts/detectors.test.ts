import { DETECTORS } from "@countersign/reviewers";
import { expect, it } from "vitest";
import { detectorsDigest } from "./detectors/digest.ts";

it("D25: the detectors have the identity of their sources: npm run detectors -- --write", () => {
  expect(DETECTORS.sha256).toBe(detectorsDigest());
});
