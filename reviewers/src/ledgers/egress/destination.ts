import { hasWord } from "../../facts/words.ts";

/** Where something goes, and what sort of place that is. */
type Destination = { readonly destination: string; readonly kind: string; readonly credential?: string };

const LONGEST = 500;

const PLACES: readonly (readonly [kind: string, words: ReadonlySet<string>])[] = [
  ["topic", new Set(["topic", "kafka topic", "stream", "scribe", "event publisher"])],
  ["queue", new Set(["queue", "sqs", "pubsub", "subject"])],
  ["bucket", new Set(["bucket", "s3", "gcs", "blob container"])],
  ["table", new Set(["table", "dataset id", "bigquery", "collection", "sink table"])],
  ["cluster", new Set(["cluster", "broker", "brokers", "bootstrap server"])],
  [
    "host",
    new Set(["host", "hostname", "endpoint", "address", "base url", "url", "uri", "dsn", "upstream", "webhook"]),
  ],
];

const ADDRESS = /^(?:[a-z][a-z0-9+.-]{1,20}):\/\/(?:([^\s/@]{1,200})@)?([^\s/:?#@]{3,253})/iu;
const HOST = /^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?(?:\/\S*)?$/iu;
const NO_HOST =
  /\.(?:[jt]sx?|py|rs|go|java|scala|ya?ml|json|md|txt|proto|sql|toml|conf|ini|xml|html|css|log|csv|sh|lock)$/iu;
/** Addresses of nobody: this machine, examples, namespaces of documents and licences. */
const NOWHERE =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|.*\bexample\.(?:com|org|net)$|.*\.example$|(?:www\.)?(?:w3\.org|apache\.org|gnu\.org|json-schema\.org|schemas\..*|opensource\.org))/iu;

/** The place that a text names: an address or a host wherever it stands, a plain name where the names around say topic, table, …. */
export function destinationOf(about: string, text: string): Destination | undefined {
  const value = text.trim();
  if (value === "" || value.length > LONGEST || /\s/u.test(value)) return undefined;
  const plain = value.replaceAll(/\$?\{[\w.]{1,60}\}/gu, "x");
  const [, user, host] = ADDRESS.exec(plain) ?? [];
  if (host !== undefined) {
    if (NOWHERE.test(host)) return undefined;
    const kind = schemeKind(value);
    // Who is named before the host is nobody's to read.
    return user === undefined
      ? { destination: value, kind }
      : { destination: value.replace(/\/\/[^/@]{1,200}@/u, "//…@"), kind, credential: "in the address" };
  }
  const place = PLACES.find(([, words]) => hasWord(about, words))?.[0];
  if (HOST.test(plain) && !NO_HOST.test(plain) && (place === "host" || place === "cluster" || isDns(value)))
    return NOWHERE.test(value) ? undefined : { destination: value, kind: place ?? "host" };
  if (place === undefined || place === "host" || !/^[\w./:@-]{3,}$/u.test(value) || !/[A-Za-z]/u.test(value))
    return undefined;
  return { destination: value, kind: place };
}

function schemeKind(address: string): string {
  if (/^(?:s3|gs|wasb|abfs)/iu.test(address)) return "bucket";
  return /^(?:kafka|amqp|nats)/iu.test(address) ? "topic" : /^(?:hdfs|file)/iu.test(address) ? "file" : "host";
}

/** Names of packages have dots too; these endings are of addresses. */
function isDns(value: string): boolean {
  return /\.(?:com|org|net|io|ai|dev|app|cloud|internal|svc|local|eu|us|uk|de|cn|ru|ir)(?::\d+)?(?:\/|$)/iu.test(value);
}
