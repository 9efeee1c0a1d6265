import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { verifyPolicy } from "../src/host/verify-page.ts";

const ROOT = join(import.meta.dirname, "..");

/** What was built: the page, its digest, and the bytes of its script. */
export type BuiltPage = { readonly html: string; readonly sha256: string; readonly script: string };

/**
 * Builds the verify page into one file with its script, its style and its content security policy inside. It is a function of the sources: no
 * date, no folder, no environment.
 */
export async function buildVerifyPage(folder = join(ROOT, "dist")): Promise<BuiltPage> {
  const [template, style] = await Promise.all(
    ["page.html", "style.css"].map((name) => readFile(join(ROOT, "verify", name), "utf8")),
  );
  const script = await scriptOf();
  const parts: readonly (readonly [string, string])[] = [
    ["STYLE", style ?? ""],
    ["SCRIPT", script],
  ];
  const filled = parts.reduce((html, [name, text]) => html.replace(name, () => text), template ?? "");
  const html = filled.replace('content="POLICY"', () => `content="${verifyPolicy(filled)}"`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "verify.html"), html);
  const sha256 = createHash("sha256").update(html).digest("hex");
  await writeFile(join(folder, "SHA256SUMS"), `${sha256}  verify.html\n`);
  return { html, sha256, script };
}

async function scriptOf(): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    mode: "production",
    build: {
      write: false,
      target: "es2024",
      minify: true,
      sourcemap: false,
      lib: { entry: join(ROOT, "verify/main.ts"), formats: ["iife"], name: "verify" },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first !== undefined && "output" in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new TypeError("the build gave no script");
  // Nothing in a script may end its element.
  return chunk.code.trimEnd().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}
