import { writeFile } from "node:fs/promises";
import { DESCRIPTION, SCHEMA, describedAt, schemaOf } from "./describe.ts";

const [url = "http://127.0.0.1:7381"] = process.argv.slice(2);
const description = await describedAt(url);
await writeFile(DESCRIPTION, description);
await writeFile(SCHEMA, await schemaOf(description));
process.stdout.write(`described by ${url}: ${DESCRIPTION}, ${SCHEMA}\n`);
