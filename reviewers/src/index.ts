export { DETECTORS, analyse, classify } from "./analysis.ts";
export type { Detector, DetectorInput, EntryContent, Hazard } from "./contract.ts";
