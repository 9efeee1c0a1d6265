import type { GrammarName } from "../languages.ts";
import type { Table } from "../rule.ts";
import { GO } from "./go.ts";
import { JAVA } from "./java.ts";
import { PYTHON } from "./python.ts";
import { RUST } from "./rust.ts";
import { SCALA } from "./scala.ts";
import { TYPESCRIPT } from "./typescript.ts";

/** What types of nodes mean, by grammar. */
export const TABLES: { readonly [name in GrammarName]: Table } = {
  go: GO,
  java: JAVA,
  python: PYTHON,
  rust: RUST,
  scala: SCALA,
  tsx: TYPESCRIPT,
  typescript: TYPESCRIPT,
};
