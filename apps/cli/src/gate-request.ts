import type { Invocation } from "./command.ts";
import type { JudgingRequest } from "./judging.ts";

/** What a call asks a gate about; a break-glass that is shown to the gate is only named by it: what counts is the log. */
export async function gateRequest({ required, value }: Invocation): Promise<Omit<JudgingRequest, "repo">> {
  const [commit, environment, shown] = [required("commit"), required("env"), value("break-glass")];
  const relied = shown === undefined ? {} : { breakGlass: await breakGlassId(shown) };
  return { commit, environment, repository: value("repository"), ref: value("ref"), ...relied };
}

async function breakGlassId(path: string): Promise<string> {
  const { readBreakGlassId } = await import("./break-glass-file.ts");
  return await readBreakGlassId(path);
}
