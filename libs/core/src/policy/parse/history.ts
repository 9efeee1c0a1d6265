import { hexDigest, object } from "@countersign/attest";
import { leafIndex } from "./forms.ts";
import { formed, text } from "./text.ts";

const fingerprint = formed("key", /^SHA256:[A-Za-z0-9+/]{43}$/, "a fingerprint as ssh-keygen prints it: SHA256:…");

/** A key that counts no more from a leaf on: `{fingerprint, fromLeaf}`. */
export const revokedKey = object({ fingerprint, fromLeaf: leafIndex });

/** A record that never counted: `{leaf, record, reason}`, `record` being its id. */
export const voided = object({ leaf: leafIndex, record: hexDigest, reason: text });
