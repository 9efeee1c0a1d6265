import { constants } from "node:os";

/** Milliseconds in which a signal is the same one again: npm and process managers pass on what the whole process group was told already. */
const SAME = 2_000;

let asked: AbortController | undefined;
// Not by the signal itself: what runs at exit ends the git processes and removes the mirrors that nobody keeps.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  const end = () => process.exit(128 + constants.signals[signal]);
  let first: number | undefined;
  process.on(signal, () => {
    if (asked === undefined) end();
    asked?.abort();
    first ??= performance.now();
    // A second one does not wait for anybody.
    if (performance.now() - first > SAME) end();
  });
}
// Whoever started this to look after it is gone.
process.once("disconnect", () => (asked === undefined ? process.exit(1) : asked.abort()));
process.channel?.unref();
const stopping = () => (asked ??= new AbortController()).signal;

// A disk without room for what a service says of itself ends no service; the exit tells what became of a command.
process.stderr.on("error", () => {});

const { main } = await import("./main.ts");
const { stdin, stdout, stderr, env, execPath, execArgv } = process;
const program = [execPath, ...execArgv, import.meta.filename] as const;
process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env, stopping, program });
