import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that the tests run for real, and the Debian and Homebrew packages that bring it. */
type Program = { readonly name: string; readonly debian: string; readonly brew: string };

const PROGRAMS: readonly Program[] = [
  { name: "git", debian: "git", brew: "git" },
  { name: "ssh-keygen", debian: "openssh-client", brew: "openssh" },
  { name: "jq", debian: "jq", brew: "jq" },
  { name: "curl", debian: "curl", brew: "curl" },
  { name: "openssl", debian: "openssl", brew: "openssl@3" },
  { name: "redis-server", debian: "redis-server", brew: "redis" },
  { name: "nginx", debian: "nginx", brew: "nginx" },
  { name: "pg_dump", debian: "postgresql", brew: "postgresql@18" },
  { name: "chromium", debian: "chromium", brew: "chromium" },
];

/** Installs what is missing where it may (root on Debian), and says how to where it may not. */
export function requirePrograms(): void {
  const missing = PROGRAMS.filter(({ name }) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && isInstalled("apt-get")) {
    install(missing.map(({ debian }) => debian));
    return;
  }
  const names = missing.map(({ name }) => name).join(", ");
  const apt = `sudo apt-get install ${missing.map(({ debian }) => debian).join(" ")}`;
  const brew = `brew install ${missing.map(({ brew: formula }) => formula).join(" ")}`;
  throw new Error(`the tests need ${names}: ${apt}, or ${brew}`);
}

function isInstalled(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(packages: readonly string[]): void {
  const run = (args: readonly string[]) =>
    spawnSync("apt-get", args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  run(["update"]);
  if (run(["install", "-y", "--no-install-recommends", ...packages]).status !== 0)
    throw new Error(`apt-get could not install ${packages.join(" ")}`);
}
