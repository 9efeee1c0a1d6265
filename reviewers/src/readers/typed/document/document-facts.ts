import type { Setting } from "../../../facts/fact.ts";
import type { FactCollector, Place } from "../collector.ts";
import type { Comments } from "../comments.ts";
import { innerLanguage } from "../inner-language.ts";
import { codeValue, nameValue } from "../value.ts";
import { besideDefault } from "./beside.ts";
import type { Beside } from "./beside.ts";
import { itemLabels, ownLabel } from "./labels.ts";
import type { DocumentEntry, DocumentNode, MappingNode, ScalarNode, SequenceNode } from "./node.ts";
import { plainValue } from "./plain-value.ts";

/** What facts of a document need beside its nodes. */
export type DocumentContext = {
  readonly facts: FactCollector;
  readonly comments: Comments;
  /** In formats without sequences, where a repeated key makes one: mappings that name themselves stand below their name. */
  readonly repeats?: boolean;
};

/**
 * Facts of a document: a setting for each scalar below a key, a list for each sequence, texts in other languages apart. Items of a sequence of
 * mappings stand below a name of their own (`itemLabels`), never below their position; the list keeps the order.
 */
export function documentFacts(node: DocumentNode, context: DocumentContext, within: readonly string[] = []): void {
  if (node.is === "mapping") mappingFacts(node, context, within);
  else if (node.is === "sequence") sequenceFacts(node, "", context, within, node.from);
  else context.facts.list({ ...node, within }, { name: "", items: [node.value], ordered: true });
}

function mappingFacts(mapping: MappingNode, context: DocumentContext, within: readonly string[]): void {
  const beside = besideDefault(mapping);
  for (const entry of mapping.entries) {
    const { key, line, node } = entry;
    if (node.is === "scalar") scalarFacts(entry, node, context, within, beside);
    else if (node.is === "sequence") sequenceFacts(node, key, context, within, line);
    else if (node.entries.length === 0)
      context.facts.setting(placeOf(entry, within), setting(entry, codeValue("{}"), context));
    else {
      const label = context.repeats === true ? ownLabel(node) : "";
      mappingFacts(node, context, label === "" ? [...within, key] : [...within, key, label]);
    }
  }
}

function scalarFacts(
  entry: DocumentEntry,
  { value, from, textLine = from }: ScalarNode,
  context: DocumentContext,
  within: readonly string[],
  beside: Beside,
): void {
  const own = setting(entry, value, context);
  context.facts.setting(placeOf(entry, within), beside.applies(entry.key) ? { ...own, ...beside.says } : own);
  if (value.is !== "string") return;
  const language = innerLanguage(entry.key, value.text);
  if (language === undefined) return;
  context.facts.embed({ language, text: value.text, line: textLine, within: [...within, entry.key] });
}

function sequenceFacts(
  { items, from, to }: SequenceNode,
  name: string,
  context: DocumentContext,
  within: readonly string[],
  line: number,
): void {
  const labels = itemLabels(items);
  context.facts.list(
    { from: Math.min(line, from), to, within },
    {
      name,
      items: items.map((item, at) => plainValue(item) ?? nameValue(labels[at] ?? "")),
      ordered: true,
      notes: context.comments.notes(line),
    },
  );
  const inner = name === "" ? within : [...within, name];
  for (const [at, item] of items.entries()) {
    const label = labels[at] ?? "";
    if (item.is === "mapping") mappingFacts(item, context, [...inner, label]);
    else if (item.is === "sequence" && plainValue(item) === undefined)
      sequenceFacts(item, label, context, inner, item.from);
  }
}

function setting({ key, line }: DocumentEntry, value: Setting["value"], { comments }: DocumentContext) {
  return { name: key, value, as: "config", notes: comments.notes(line) } as const;
}

function placeOf({ line, node }: DocumentEntry, within: readonly string[]): Place {
  return { from: Math.min(line, node.from), to: Math.max(line, node.to), within };
}
