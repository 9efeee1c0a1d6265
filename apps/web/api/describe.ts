import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

/** Where the description of the service's API is kept, and the types that are made of it. */
export const DESCRIPTION = join(import.meta.dirname, "openapi.json");
export const SCHEMA = join(import.meta.dirname, "schema.d.ts");

/** What a running service says of its API, without what depends on where it runs: its address, and the name of its cookie. */
export async function describedAt(url: string): Promise<string> {
  const response = await fetch(new URL("/v1/openapi.json", url));
  const { servers: _, ...document }: Readonly<Record<string, unknown>> = await response.json();
  return `${JSON.stringify(document, (key, value: unknown) => (key === "securitySchemes" ? undefined : value), 1)}\n`;
}

/** The types of a description, as they are kept. */
export async function schemaOf(description: string): Promise<string> {
  return astToString(await openapiTS(description, { alphabetize: true }));
}
