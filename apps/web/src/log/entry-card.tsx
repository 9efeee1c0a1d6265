import { useMemo } from "react";
import { formatBase64, parseEnvelope } from "@countersign/attest";
import type { CheckedEntry } from "@countersign/log-check";
import { formatLeaf } from "@countersign/core";
import { formatRoute } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { OthersText } from "../text/others-text.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { Keys } from "../ui/keys.tsx";
import { SaveFile } from "../ui/save-file.tsx";
import { CheckList } from "./check-list.tsx";
import { changeOf, sentenceOf } from "./entry-words.ts";
import { PathTable } from "./path-table.tsx";
import type { ReadEntry } from "./read-entry.ts";

/** An entry: a sentence, what became of each check, the way to the root, and its bytes. What does not verify shows its checks alone. */
export function EntryCard({ entry, size }: { readonly entry: ReadEntry; readonly size: number }) {
  const { checked, envelope, withheld } = entry;
  const { ok, index, checks, failure } = checked;
  const name = `leaf-${index}-evidence.json`;
  return (
    <>
      {ok ? (
        <Verified checked={checked} size={size} />
      ) : (
        <section className="stop" role="alert">
          <h2>Stop: leaf {index} does not verify</h2>
          <p className="stop-says">
            <OthersText text={failure?.sentence ?? ""} />
          </p>
          <p>
            The check <code>{failure?.name}</code> refused it with <code>{failure?.code}</code>. Believe nothing that is
            said of it. Save the evidence, and give it to your monitor.
          </p>
        </section>
      )}
      {ok && withheld !== null && (
        <p className="banner">
          Its record is withheld from you (<code>{withheld.code}</code>). <OthersText text={withheld.remedy} />
        </p>
      )}
      <section aria-labelledby="checks-title">
        <h2 id="checks-title">Checks</h2>
        <CheckList checks={checks} label={`Checks of leaf ${index}`} />
        <p>
          <SaveFile text={checked.evidence()} name={name} />{" "}
          <span className="quiet">All that was read for it, so that others make the same checks.</span>
        </p>
      </section>
      <InclusionPath checked={checked} />
      {ok && <RawBytes checked={checked} envelope={envelope} />}
    </>
  );
}

function Verified({ checked, size }: { readonly checked: CheckedEntry; readonly size: number }) {
  const { index, leaf, record, recordId, signers } = checked;
  const change = record === undefined ? undefined : changeOf(record);
  return (
    <section className="log-card" aria-labelledby="says-title">
      <h2 id="says-title">
        <span aria-hidden="true">✓ </span>
        {signers === undefined ? "In the log" : "In the log, and its signatures are good"}, verified by this browser
      </h2>
      <p className="stop-says">
        {record === undefined ? <>A record of kind {leaf?.kind}.</> : <OthersText text={sentenceOf(record)} />}
      </p>
      <dl>
        <dt>Place</dt>
        <dd>
          leaf {index} of {size}
        </dd>
        {signers !== undefined && (
          <>
            <dt>Signed by</dt>
            <dd>
              {signers.map((signer, at) => (
                <div key={at}>
                  <OthersText text={signer} />
                </div>
              ))}
            </dd>
          </>
        )}
        {recordId !== undefined && (
          <>
            <dt>Record</dt>
            <dd>
              <code>{recordId}</code>
            </dd>
          </>
        )}
        {change !== undefined && (
          <>
            <dt>Change</dt>
            <dd>
              <a href={formatRoute({ screen: "change", change })}>
                <code>{change}</code>
              </a>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function InclusionPath({ checked: { checks } }: { readonly checked: CheckedEntry }) {
  const path = checks.find(({ name }) => name === "entry.inclusion")?.path;
  if (path === undefined) return null;
  return (
    <section aria-labelledby="path-title">
      <h2 id="path-title">The way to the root</h2>
      <PathTable path={path} />
    </section>
  );
}

function RawBytes({
  checked,
  envelope,
}: {
  readonly checked: CheckedEntry;
  readonly envelope: Uint8Array | undefined;
}) {
  const { index, leaf, recordId } = checked;
  const payload = useMemo(() => (envelope === undefined ? undefined : parseEnvelope(envelope).payload), [envelope]);
  const copied = recordId ?? String(index);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "copy-record",
          label: "Copy the record's id",
          section: "Log",
          keys: ["y"],
          run: () => void navigator.clipboard.writeText(copied),
        },
      ],
      [copied],
    ),
  );
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return (
    <section aria-labelledby="raw-title">
      <h2 id="raw-title">
        Bytes <Keys keys="y" />
      </h2>
      {leaf !== undefined && (
        <>
          <h3>The leaf, which the tree has</h3>
          <CopyText text={text(formatLeaf(leaf))} label="Copy the leaf" />
        </>
      )}
      {payload !== undefined && (
        <details>
          <summary>What was signed, {payload.length} bytes</summary>
          <CopyText text={text(payload)} label="Copy what was signed" />
        </details>
      )}
      {envelope !== undefined && (
        <details>
          <summary>The DSSE envelope, {envelope.length} bytes</summary>
          <CopyText text={text(envelope)} label="Copy the envelope" />
          <CopyText text={formatBase64(envelope)} label="Copy it in base64" />
        </details>
      )}
      <details>
        <summary>Get it without this page</summary>
        <CopyText
          text={`countersign evidence ${index}\ncountersign proof ${index} -o leaf-${index}.tlog-proof`}
          label="Copy the commands"
        />
      </details>
    </section>
  );
}
