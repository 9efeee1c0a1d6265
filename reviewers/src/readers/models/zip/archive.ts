import { BrokenModel, beginsWith } from "../bytes/byte-reader.ts";
import { OutlineBuilder } from "../bytes/outline-builder.ts";
import type { ModelOutline } from "../outline.ts";
import { pickleFacts } from "../pickle/pickle.ts";
import { NPY_MAGIC, readNpy } from "../tensors/npy.ts";
import { memberContent, zipMembers } from "./directory.ts";
import type { Member } from "./directory.ts";
import { lambdaFacts } from "./keras.ts";

/** Bytes of one member that are unpacked: a header of an array, a pickle, a configuration. */
const LARGEST_HEAD = 4_096;
const LARGEST_TEXT = 64 * 1024 * 1024;
/** Bytes of all members that are unpacked or looked through, so that members over each other cost no more than others. */
const LARGEST_TOTAL = 128 * 1024 * 1024;

/** What is left to be unpacked of one archive. */
type Budget = { left: number };

export function isZip(bytes: Uint8Array): boolean {
  return beginsWith(bytes, "PK\u0003\u0004") || beginsWith(bytes, "PK\u0005\u0006");
}

/** Outline of a model in a zip archive: arrays of NumPy, a file of PyTorch, a model of Keras, or any other by its members. */
export function readArchive(bytes: Uint8Array, path: string): ModelOutline {
  const finding = new OutlineBuilder("zip");
  const members = attempt(finding, () => zipMembers(bytes, finding)) ?? [];
  const outline = new OutlineBuilder(formatOf(members, path));
  for (const { code, what } of finding.outline().warnings) outline.warn(code, what);
  outline.size("members", members.length);
  outline.size(
    "unpacked",
    members.reduce((sum, { size }) => sum + size, 0n),
  );
  const budget: Budget = { left: LARGEST_TOTAL };
  for (const member of members) attempt(outline, () => memberFacts(bytes, member, outline, budget));
  return outline.outline();
}

function formatOf(members: readonly Member[], path: string): string {
  const has = (pattern: RegExp) => members.some(({ name }) => pattern.test(name));
  if (has(/(?:^|\/)data\.pkl$/)) return "torch";
  if (has(/(?:^|\/)config\.json$/) && (has(/\.h5$/) || path.endsWith(".keras"))) return "keras";
  if (members.length > 0 && members.every(({ name }) => name.endsWith(".npy"))) return "npz";
  return "zip";
}

function memberFacts(bytes: Uint8Array, member: Member, outline: OutlineBuilder, budget: Budget): void {
  const { name, size, method } = member;
  if (method !== 0 && method !== 8) outline.warn("model.names", `${name} is packed in a way that is not read`);
  if (name.endsWith(".npy")) array(bytes, member, outline, budget);
  else if (/\.(?:pkl|pickle|joblib)$/.test(name)) {
    const content = unpacked(bytes, member, LARGEST_TEXT, budget);
    outline.part(name, `${size} bytes`);
    if (content !== undefined) pickleFacts(content, outline);
  } else if (/(?:^|\/)config\.json$/.test(name)) {
    const content = unpacked(bytes, member, LARGEST_TEXT, budget);
    outline.part(name, `${size} bytes`);
    if (content !== undefined) lambdaFacts(new TextDecoder("utf-8").decode(content), outline);
  } else {
    outline.part(name, `${size} bytes`);
    if (/\.(?:py|so|dll|dylib|sh)$/.test(name)) outline.warn("model.custom", `${name} is code`);
  }
}

function unpacked(bytes: Uint8Array, member: Member, most: number, budget: Budget): Uint8Array | undefined {
  const content = memberContent(bytes, member, Math.min(most, budget.left));
  budget.left -= content?.length ?? 0;
  if (budget.left <= 0) throw new BrokenModel(`more than ${LARGEST_TOTAL} bytes in it`, "limit.unpacked");
  if (content !== undefined && content.length >= LARGEST_TEXT)
    throw new BrokenModel(`${member.name} has more than ${LARGEST_TEXT} bytes`, "limit.unpacked");
  return content;
}

/** Only the header of an array is unpacked, but for one of objects. */
function array(bytes: Uint8Array, member: Member, outline: OutlineBuilder, budget: Budget): void {
  const name = member.name.slice(0, -4);
  const head = unpacked(bytes, member, LARGEST_HEAD, budget);
  if (head === undefined || !beginsWith(head, NPY_MAGIC)) throw new BrokenModel(`${member.name} is no array`);
  const own = new OutlineBuilder("npy");
  readNpy(head, own, name);
  const { parts, warnings } = own.outline();
  for (const { name: part, says } of parts.slice(0, 1)) outline.part(part, says);
  if (!warnings.some(({ code }) => code === "model.opcodes")) return;
  const whole = unpacked(bytes, member, LARGEST_TEXT, budget);
  if (whole !== undefined) readNpy(whole, outline, name);
}

/** What breaks off is a warning, and what was found before stays. */
function attempt<T>(outline: OutlineBuilder, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof BrokenModel)) throw error;
    outline.warn(error.code, error.message);
    return undefined;
  }
}
