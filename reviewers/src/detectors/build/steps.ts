import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { say } from "./say.ts";

const UNCHECKED =
  /--no-verify\b|--insecure\b|verify\s*[=:]\s*(?:False|false)\b|InsecureSkipVerify\s*:\s*true|rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|GOFLAGS=-insecure|--skip-signature|curl\s[^\n|]{0,200}\|\s*(?:ba)?sh\b|wget\s[^\n|]{0,200}\|\s*(?:ba)?sh\b/u;

/** Where signatures, certificates or hashes are not looked at. */
export function unchecked(file: Examined): readonly Finding[] {
  const lines = file.added.filter(
    ({ text, sort, layout }) => sort === "code" && !layout && text.length < 5_000 && UNCHECKED.test(text),
  );
  return lines.map(({ number, text }) =>
    say(
      file,
      number,
      "build.unchecked",
      "A check of signatures, certificates or hashes is passed over",
      "R3",
      "Why is it not checked?",
      text.trim(),
    ),
  );
}

/** What the build and the deployment do. */
export function steps(file: Examined): readonly Finding[] {
  const { path, kinds, added, removed } = file;
  const isBuild =
    kinds.has("deploy") ||
    /(?:^|\/)(?:Dockerfile|Containerfile|Jenkinsfile|\.gitlab-ci\.yml|Makefile)$/u.test(path) ||
    path.startsWith(".github/workflows/");
  const told = [...added, ...removed].filter(({ sort, layout }) => sort === "code" && !layout);
  if (!isBuild || told.length === 0) return [];
  const images = added.filter(({ text }) => /^\s*(?:FROM\s|image:\s|uses:\s)/u.test(text));
  return [
    say(
      file,
      added[0]?.number ?? 0,
      "build.steps",
      `What ${path} builds or deploys changes in ${told.length} ${told.length === 1 ? "line" : "lines"}`,
      "R2",
      "Does what runs still come from the reviewed commit?",
    ),
    ...images.map(({ number, text }) =>
      say(
        file,
        number,
        "build.image",
        `Another base is used: ${text.trim()}`,
        "R2",
        "By which digest is it pinned?",
        text.trim(),
      ),
    ),
  ];
}
