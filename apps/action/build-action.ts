import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GRAMMAR_FILES } from "@countersign/adapters/grammars";
import { rolldown } from "rolldown";

const here = import.meta.dirname;

/**
 * Builds what a release of the action consists of beside action.yml: `main.js` with what it loads later, the thread that verifies
 * signatures, and the WebAssembly of the grammars where the program looks for it. The same sources give the same bytes.
 */
export async function buildAction(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const bundle = await rolldown({
    input: {
      main: join(here, "src/main.ts"),
      "verifying-thread": fileURLToPath(import.meta.resolve("@countersign/crypto/verifying-thread")),
    },
    platform: "node",
    // A gate that serves is no part of a step.
    external: (id) => id.endsWith("/gate-serving.ts"),
    plugins: [{ name: "verifying-thread", transform: threadOfTheBuild }],
    // Of the parsers' runtime: for modules that link others, which grammars do not.
    checks: { eval: false },
    logLevel: "warn",
  });
  await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" });
  await bundle.close();
  for (const file of GRAMMAR_FILES) {
    const copy = join(folder, "node_modules", file);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(fileURLToPath(import.meta.resolve(file)), copy);
  }
}

/** The thread is a file of its own, which is JavaScript once it is built. */
function threadOfTheBuild(code: string, id: string): string | undefined {
  if (!id.endsWith("/verify-elsewhere.ts")) return undefined;
  const built = code.replace('"verifying-thread.ts"', '"verifying-thread.js"');
  if (built === code) throw new Error(`${id} names no verifying-thread.ts any more`);
  return built;
}

if (import.meta.main) await buildAction(join(here, "dist"));
