/** Tests of other packages that a folder's sources are also made for; they are asked last. */
const FURTHER_TESTS: Readonly<Record<string, readonly string[]>> = {
  "libs/core/src/gate": ["apps/cli/src/agreement/play-batch.test.ts"],
  "libs/core/src/decision": ["apps/cli/src/agreement/play-batch.test.ts"],
};

/** The further tests of a source. */
export function furtherTests(path: string): readonly string[] {
  return Object.entries(FURTHER_TESTS).flatMap(([folder, tests]) => (path.startsWith(`${folder}/`) ? tests : []));
}
