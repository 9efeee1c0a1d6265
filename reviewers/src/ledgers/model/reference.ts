import { hasWord } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";

const LONGEST = 500;
const MODELS: ReadonlySet<string> = new Set([
  "model",
  "models",
  "checkpoint",
  "weights file",
  "embedding",
  "embeddings",
  "encoder",
  "llm",
  "judge",
]);
/** What counts models, or only has their names. */
const MEASURES: ReadonlySet<string> = new Set([
  "metric",
  "metrics",
  "counter",
  "log",
  "message",
  "description",
  "title",
  "help",
]);
const WHICH: ReadonlySet<string> = new Set(
  "path,uri,url,version,alias,tag,id,name,checkpoint,file,artifact,revision,model,deployment,snapshot,selected".split(
    ",",
  ),
);
const FILE =
  /\.(?:onnx|pt|pth|safetensors|gguf|pb|h5|keras|ckpt|npz|npy|joblib|pkl|pickle|bin|model|mlmodel|tflite)$/iu;
/** Names of models that others run, as a whole or behind the name of a gateway. */
const HOSTED =
  /^(?:[a-z][a-z0-9]{0,15}[-/]){0,2}(?:gpt|claude|grok|gemini|gemma|llama|mistral|mixtral|qwen|deepseek|command-r|text-embedding)(?:[-.:/@][\w.]{1,30}){0,8}$/iu;

/**
 * How a text refers to a model that lives elsewhere: `uri`, `hosted`, `blob` for a file; undefined when it is no reference. `about` are the
 * names that say so: of the setting or the call, and in a document of the keys around.
 */
export function referenceOf(about: string, text: string, kinds: ReadonlySet<FileKind>): string | undefined {
  if (hasWord(about, MEASURES)) return undefined;
  if (text.length === 0 || text.length > LONGEST || /\s/u.test(text)) return undefined;
  if (HOSTED.test(text) && /\d/u.test(text)) return "hosted";
  const address = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text);
  if (FILE.test(text)) return address ? "uri" : "blob";
  if (!hasWord(about, MODELS) || !hasWord(about, WHICH)) return undefined;
  if (address) return "uri";
  return /[\d/]|latest|prod|stable|main/iu.test(text) && !kinds.has("infrastructure") ? "uri" : undefined;
}

/** `yes` when the text names its content by a digest, `no` when it names what may change under the same name. */
export function pinOf(text: string): string {
  if (/[0-9a-f]{40}/iu.test(text)) return "yes";
  return /(?:^|[/:@_-])(?:latest|main|master|head|prod|production|stable|current|default)(?:$|[/:@_.-])/iu.test(text)
    ? "no"
    : "unknown";
}
