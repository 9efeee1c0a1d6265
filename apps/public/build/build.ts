import { gzipSync } from "node:zlib";
import { buildVerifyPage } from "./build-verify.ts";

// Libraries choose by it which of their two builds they are; nothing else of the environment has a part in the page.
process.env["NODE_ENV"] = "production";
const [folder] = process.argv.slice(2);
const { sha256, script } = await buildVerifyPage(folder);
process.stdout.write(`${sha256}  verify.html\nscript: ${script.length} bytes, ${gzipSync(script).length} gzipped\n`);
