import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const HELP = `usage: npm run fuzz -- [--seconds N] [--only NAME] [--seed N]

Gives every reader of hostile bytes mutated examples for N seconds each (default 10), or one of them alone. What is not
answered with a value or a code ends the run, with the input in base64. The names are in apps/cli/src/fuzz/targets.testing.ts;
state-folder alters the files of a gate's state.`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    only: { type: "string", default: "" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else {
  const root = join(import.meta.dirname, "..");
  const env = {
    ...process.env,
    COUNTERSIGN_FUZZ_SECONDS: values.seconds,
    COUNTERSIGN_FUZZ_ONLY: values.only,
    COUNTERSIGN_FUZZ_SEED: values.seed,
  };
  console.log(`seed ${values.seed}`);
  const vitest = join(root, "node_modules/.bin/vitest");
  const { status } = spawnSync(vitest, ["run", "src/fuzz"], { cwd: join(root, "apps/cli"), env, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
