import { formatPath } from "@countersign/core";
import type { Path } from "@countersign/core";

/** A path as it is shown and found: as it is, or its bytes in base64 where they are no text. */
export function pathText(path: Path): string {
  const spelled = formatPath(path);
  return typeof spelled === "string" ? spelled : `base64:${spelled.base64}`;
}
