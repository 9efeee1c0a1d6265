export { startProgram } from "./start-program.ts";
export type { Ending, Program, ProgramPlace } from "./program.ts";
