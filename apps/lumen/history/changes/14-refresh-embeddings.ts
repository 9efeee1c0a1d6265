import { both, oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const POINTER = "models/author-embeddings.bin";
const REGISTRY = "models/registry.yaml";

/** Other bytes that nobody fetched, and from now on whatever the registry calls the latest. */
export const refreshEmbeddings: PlannedChange = {
  title: "Refresh embeddings",
  edit(draft) {
    draft.write(
      POINTER,
      `version https://git-lfs.github.com/spec/v1
oid sha256:5b0c7d51c1f2a9c8a1d0b5de9a1c53d3b9f0f5a6c4b8e7d6f1a2938475665748
size 50331648
`,
    );
    draft.replace(REGISTRY, "author-embeddings:2026-01-02", "author-embeddings:latest");
  },
  expected: [
    oracle("model", "model.reference", "R4", POINTER),
    oracle("model", "model.unpinned", "R4", REGISTRY),
    both("opaque", "lfs.object", "R3", POINTER),
  ],
  allowed: [{ class: "model", paths: [POINTER, REGISTRY] }],
};
