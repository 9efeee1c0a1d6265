import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";

/** The built verify page, and the policy to serve it with. */
export type VerifyPage = { readonly html: string; readonly policy: string };

/** Where `npm run build -w @countersign/public` puts the verify page. */
export const BUILT_VERIFY_PAGE: URL = new URL("../../dist/verify.html", import.meta.url);

/** Reads the built verify page; undefined where it was not built. Its policy is the one that it carries itself, and that nobody may frame it. */
export async function readVerifyPage(file: URL | string = BUILT_VERIFY_PAGE): Promise<VerifyPage | undefined> {
  const html = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  return html === undefined ? undefined : { html, policy: `${verifyPolicy(html)}; frame-ancestors 'none'` };
}

/** The policy of a page with inline scripts and styles: these alone, by their digests, and nothing from any network. */
export function verifyPolicy(html: string): string {
  const digests = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, "g"))].map(
      ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
    );
  return [
    "default-src 'none'",
    `script-src ${digests("script").join(" ")}`,
    `style-src ${digests("style").join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
