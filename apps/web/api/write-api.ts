import { writeFile } from "node:fs/promises";
import { freePort, tempFolder } from "@countersign/testkit";
import { startDemo } from "../e2e/demo.testing.ts";
import { DESCRIPTION, SCHEMA, describedAt, schemaOf } from "./describe.ts";

const [url] = process.argv.slice(2);
const description = url === undefined ? await describedByOwn() : await describedAt(url);
await writeFile(DESCRIPTION, description);
await writeFile(SCHEMA, await schemaOf(description));
process.stdout.write(`written: ${DESCRIPTION}, ${SCHEMA}\n`);

/** What the service of this checkout says of its API. */
async function describedByOwn(): Promise<string> {
  using folder = tempFolder();
  const port = await freePort();
  await using service = startDemo(folder.path, port);
  await service.until("listening", 1);
  return await describedAt(`http://localhost:${port}`);
}
