import { buildApp } from "./build-app.ts";

// Libraries choose by it which of their two builds they are; nothing else of the environment has a part in the app.
process.env["NODE_ENV"] = "production";
const [folder] = process.argv.slice(2);
const { text, digest } = await buildApp(folder);
process.stdout.write(`${text}${digest}  SHA256SUMS\n`);
