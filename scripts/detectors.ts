// The identity of the detectors: prints it, and with --write puts it where the program says it.
import { readFileSync, writeFileSync } from "node:fs";
import { SOURCES_FILE, detectorsDigest } from "./detectors/digest.ts";

const HELP = `usage: npm run detectors -- [--write]

Prints the SHA-256 over every file that has a part in a finding: the sources of reviewers/ without its tests, and the packages
that read texts (by their integrity in package-lock.json). A policy that names classes pins it as detectors.sha256.

  --write   puts it into ${SOURCES_FILE}; do that with every change of the analysis, and raise DETECTORS.version`;

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(HELP);
else if (args.some((one) => one !== "--write")) {
  console.error(HELP);
  process.exitCode = 2;
} else {
  const digest = detectorsDigest();
  if (args.includes("--write")) {
    const text = readFileSync(SOURCES_FILE, "utf8");
    writeFileSync(SOURCES_FILE, text.replace(/"[0-9a-f]{64}"/, `"${digest}"`));
  }
  console.log(digest);
}
