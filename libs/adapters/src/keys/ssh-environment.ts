/** The variables of the caller, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What OpenSSH needs to find an agent, a security key, and the person who knows the passphrase. Nothing else is passed on. */
const ALLOWED = [
  "PATH",
  "HOME",
  "TERM",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "SSH_AUTH_SOCK",
  "SSH_ASKPASS",
  "SSH_ASKPASS_REQUIRE",
  "SSH_SK_PROVIDER",
];

/** The part of the caller's environment that OpenSSH's programs get, with messages in English. */
export function sshEnvironment(environment: Environment): Record<string, string> {
  const passed = ALLOWED.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries([...passed, ["LC_ALL", "C"]]);
}
