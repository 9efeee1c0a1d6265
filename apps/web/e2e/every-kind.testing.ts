import { chmod, mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { propose } from "./propose.testing.ts";

export const EVERY_KIND = "Every kind of file";
export const LONG_LINE = 5_000;
export const MANY_LINES = 2_500;
const SECOND = "Second thoughts";

/** Proposes, as `change/97`, every kind of file that a difference can have, and rows that are not what they look like. */
export async function addEveryKind(repository: string): Promise<void> {
  await propose(repository, {
    branch: "change/97",
    author: "eve",
    message: EVERY_KIND,
    async edit(folder) {
      const write = (path: string, text: string | Uint8Array) => writeFile(join(folder, path), text);
      const lines = async (path: string) => (await readFile(join(folder, path), "utf8")).split("\n");
      await mkdir(join(folder, "docs"));
      await write("docs/notes.md", "Nobody decides about this.\n");
      const boost = await lines("train/boost.ts");
      await write(
        "train/boost.ts",
        ["// First.", ...boost.slice(0, 59), "// Middle.", ...boost.slice(59), "// Last."].join("\n"),
      );
      const world = await lines("src/world/world.ts");
      await write("src/world/world.ts", [...world.slice(0, 20), ...world.slice(32)].join("\n"));
      await write("src/world/apart.ts", `${world.slice(20, 32).join("\n")}\n`);
      await write("config/hidden.yaml", HIDDEN);
      await write("config/long.yaml", `note: "${"x".repeat(LONG_LINE)}"\nlast: 1`);
      await write(
        "train/words.txt",
        Array.from({ length: MANY_LINES }, (_, line) => `domain-${line}.example\n`).join(""),
      );
      await write(
        "models/opaque.bin",
        Uint8Array.from({ length: 512 }, (_, at) => at % 256),
      );
      await write("config/empty.yaml", "");
      await chmod(join(folder, "src/print.ts"), 0o755);
      await symlink("../config/weights.yaml", join(folder, "config/link.yaml"));
      await rename(join(folder, "src/main.ts"), join(folder, "src/start.ts"));
      await write("models/large.bin", LFS_POINTER);
    },
  });
}

/** What Git has of a file whose content lies elsewhere. */
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12345\n`;

/** Order that is turned, letters without width, a look-alike, line ends that only some see, what terminals obey, a byte that is no text. */
const HIDDEN = Buffer.concat([
  Buffer.from("admin: \u{202e}eslaf\u{202c} # safe\n"),
  Buffer.from("user\u{200b}name: 1\n"),
  Buffer.from("p\u{430}ypal: 2\n"),
  Buffer.from("one: 1\rtwo: 2\u{85}three: 3\u{2028}four\n"),
  Buffer.from("colour: \u{1b}[31mred\n"),
  Buffer.from("byte: "),
  Buffer.from([0xff, 0x0a]),
]);

/** A second revision of it, in one file. */
export async function reviseEveryKind(repository: string): Promise<void> {
  await propose(repository, {
    branch: "change/97",
    from: "change/97",
    author: "eve",
    message: SECOND,
    edit: (folder) => writeFile(join(folder, "config/empty.yaml"), "boost: 2\n"),
  });
}
