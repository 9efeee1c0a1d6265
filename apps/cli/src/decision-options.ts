import type { Option } from "./command.ts";
import { BUNDLE_OPTIONS } from "./decision-log.ts";
import { SIGNING_OPTIONS } from "./signing.ts";

const env: Option = { value: "ENV", many: true, help: "only for this environment of the policy; may be repeated" };

/** Options of every command that says something about a change. */
export const DECISION_OPTIONS: Readonly<Record<string, Option>> = {
  ...SIGNING_OPTIONS,
  role: { value: "ROLE", help: "the role to decide in, where the person has several" },
  message: { short: "m", value: "TEXT", help: "a sentence for the others; it is part of what is signed" },
  out: { value: "FILE", help: "only sign: write the envelope to this new file, for `submit` on the log's machine" },
  ...BUNDLE_OPTIONS,
  packet: {
    value: "FILE",
    help: "refuse to sign unless these are the bytes of the change's packet; else that of the home or bundle is looked at",
  },
  yes: { help: "sign without asking" },
  again: { help: "say it once more, although the log has it" },
};

/** Options of a decision that may be meant for some environments only. */
export const ENVIRONMENT_OPTIONS: Readonly<Record<string, Option>> = { env };

/** A paragraph of help for commands that take several changes. */
export const TOGETHER_DETAILS =
  "Several changes are decided about in one ceremony, up to risk R2: everything is shown, one question is asked, and each has a record of its own. What has to be looked at by itself is refused, and then nothing is signed. --out then names a folder, with a file for each. JSON: decisions, one document each.";
