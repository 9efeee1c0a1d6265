import { SOURCES } from "./sources.ts";

/**
 * Identity of the detectors of this program, hazards, readers, grammars and presets included: what a policy that names classes pins.
 * The digest is over every file that has a part in a finding, so no other code has this identity.
 */
export const DETECTORS: { readonly version: string; readonly sha256: string } = { version: "1.0.0", sha256: SOURCES };
