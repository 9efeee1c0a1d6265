import { createHash } from "node:crypto";
import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const LOCK = "deploy/package-lock.json";
const LIST = "lists/spam-domains.txt";

/** A newer tool, which runs a script when it is installed; and a domain of the list is no longer that domain. */
export const bumpDependencies: PlannedChange = {
  title: "Bump dependencies",
  edit(draft) {
    const version = "2.4.0";
    const integrity = createHash("sha512").update(`@lumen-tools/rollout${version}`).digest("base64");
    draft.replaceAll(LOCK, "2.3.1", version);
    draft.replace("deploy/package.json", "2.3.1", version);
    const [before = "", after = ""] = draft.text(LOCK).split(`rollout-${version}.tgz",\n`);
    const rest = after.slice(after.indexOf("\n") + 1);
    draft.write(
      LOCK,
      `${before}rollout-${version}.tgz",\n      "integrity": "sha512-${integrity}",\n      "hasInstallScript": true,\n${rest}`,
    );
    draft.replace(LIST, "cheap-clicks.example", "cheap\u200B-clicks.example");
  },
  expected: [both("build", "build.install-script", "R3", LOCK), both("obfuscation", "text.invisible", "R4", LIST)],
  allowed: [
    { class: "build", paths: [LOCK, "deploy/package.json"] },
    { class: "entity", paths: [LIST] },
  ],
};
