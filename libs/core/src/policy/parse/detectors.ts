import { hexDigest, object } from "@countersign/attest";
import { formed } from "./text.ts";

const version = formed("field-value", /^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/, "a version such as 1.0.0");

/** The detectors whose classes requirements may name: version and SHA-256. */
export const detectors = object({ version, sha256: hexDigest });
