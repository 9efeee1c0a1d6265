import type { Tongue } from "./program.ts";
import { go } from "./tongues/go.ts";
import { java } from "./tongues/java.ts";
import { python } from "./tongues/python.ts";
import { rust } from "./tongues/rust.ts";
import { scala } from "./tongues/scala.ts";

/** Every language that is generated. */
export const TONGUES: readonly Tongue[] = [scala, rust, python, go, java];
