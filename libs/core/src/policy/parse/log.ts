import { jsonObject, list, object, refuse } from "@countersign/attest";
import type { JsonValue, Place, Reader } from "@countersign/attest";
import type { Quorum } from "@countersign/tlog";
import type { LogPolicy, Witness } from "../policy.ts";
import { count, duration, id, url } from "./forms.ts";
import { logKey, witnessKey } from "./keys.ts";
import { formed, text } from "./text.ts";

/** The origin line of the log's checkpoints: printable ASCII without blank and plus; `policy.log-origin`. */
const origin = formed("log-origin", /^[!-*,-~]{1,255}$/, "an origin, such as log.acme.example/feed");

/** The name that the quorum gives a witness; `policy.id`. `none` is the word for no quorum. */
const witnessName: Reader<string> = (value, place) => {
  const name = id(value, place);
  return name === "none" ? refuse(place, "id", "'none' is the quorum without witnesses") : name;
};

const witness: Reader<Witness> = object({ name: witnessName, organisation: id, key: witnessKey }, { url });

/** A witness's name, `none`, `{all}`, `{any}` or `{atLeast, of}`; `policy.quorum` for another form. */
export const quorum: Reader<Quorum> = (value, place) => {
  if (typeof value === "string") return text(value, place);
  const [form] = Object.keys(jsonObject(value, place)).filter((name) => groups.has(name));
  const read = groups.get(form ?? "");
  return read === undefined
    ? refuse(place, "quorum", "a quorum is a witness, {all}, {any} or {atLeast, of}")
    : read(value, place);
};

const members: Reader<readonly Quorum[]> = (value: JsonValue, place: Place) => list(quorum)(value, place);

const groups: ReadonlyMap<string, Reader<Quorum>> = new Map<string, Reader<Quorum>>([
  ["all", object({ all: members })],
  ["any", object({ any: members })],
  ["atLeast", object({ atLeast: count, of: members })],
]);

/** The witnesses, as the policy and a root list them. */
export const witnesses = list(witness);

/** What the log is and who watches it. */
export const log: Reader<LogPolicy> = object({ origin, key: logKey, witnesses, quorum }, { inclusionWithin: duration });

/** The part of `log` that a root pins. */
export const pinnedLog = object({ origin, key: logKey });
