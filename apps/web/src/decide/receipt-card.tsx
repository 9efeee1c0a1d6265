import { useQuery } from "@tanstack/react-query";
import { formatBase64, formatEnvelope } from "@countersign/attest";
import { usePage } from "../app/page.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { trustQuery } from "../trust/read-trust.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { SaveFile } from "../ui/save-file.tsx";
import type { Placed } from "./hand-in.ts";
import { receiptOf } from "./receipt.ts";
import type { Receipt } from "./receipt.ts";

/** Milliseconds between two looks for a checkpoint that covers a decision. */
const LOOK = 3_000;

/** That a decision is in the log, which this browser verified; until then, that it is not known to count. */
export function ReceiptCard({ placed }: { readonly placed: Placed }) {
  const page = usePage();
  const { data, error } = useQuery({
    queryKey: ["receipt", placed.statement.id, placed.index],
    queryFn: async () => {
      const { chain } = await page.queries.fetchQuery(trustQuery(page));
      const { origin } = page.session.place;
      return (await receiptOf({ origin, kept: localStorage, chain }, placed)) ?? null;
    },
    retry: false,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data === undefined || state.data === null ? LOOK : false),
  });
  return (
    <section className="receipt" aria-labelledby="receipt-title">
      {data !== undefined && data !== null ? (
        <Verified receipt={data} placed={placed} />
      ) : (
        <>
          <h2 id="receipt-title">Signed, and not known to be in the log yet</h2>
          <p role="status">
            The service promises leaf {placed.index}. Gates stay as they are until a checkpoint with its quorum covers
            it
            {placed.waitingFor.length > 0 && (
              <>
                ; <OthersText text={placed.waitingFor.join(", ")} /> have yet to cosign
              </>
            )}
            . It is looked for by itself. {error === null && <code>log.pending</code>}
          </p>
          {error !== null && <NotShown error={error} placed={placed} />}
        </>
      )}
    </section>
  );
}

/** Why it is not known to be in the log, and what was signed, to be handed in elsewhere. */
function NotShown({ error, placed: { statement, envelope } }: { readonly error: unknown; readonly placed: Placed }) {
  return (
    <>
      <ProblemText error={error} />
      <p>
        <SaveFile
          text={new TextDecoder().decode(formatEnvelope(envelope))}
          name={`decision-${statement.id.slice(0, 16)}.json`}
        />{" "}
        <span className="quiet">
          What you signed, as <code>countersign submit</code> takes it.
        </span>
      </p>
    </>
  );
}

function Verified({ receipt, placed }: { readonly receipt: Receipt; readonly placed: Placed }) {
  const { index, size, root, path, witnesses, proof } = receipt;
  return (
    <>
      <div role="status">
        <h2 id="receipt-title">✓ In the log: leaf {index}, verified by this browser</h2>
      </div>
      <dl>
        <dt>Record</dt>
        <dd>
          <code>{placed.statement.id}</code>
        </dd>
        <dt>Checkpoint</dt>
        <dd>
          {size} {size === 1 ? "leaf" : "leaves"}, root <code>{formatBase64(root)}</code>
        </dd>
        <dt>Cosigned</dt>
        <dd>
          {witnesses.size === 0
            ? "by no witness: the policy asks for none"
            : [...witnesses].map(([name, time]) => (
                <span key={name}>
                  <OthersText text={name} /> <Time at={new Date(time * 1000).toISOString()} />{" "}
                </span>
              ))}
        </dd>
        <dt>Proof</dt>
        <dd>
          {path.length} {path.length === 1 ? "hash leads" : "hashes lead"} from the leaf to the root{" "}
          <ol>
            {path.map((hash, at) => (
              <li key={at}>
                <code>{formatBase64(hash)}</code>
              </li>
            ))}
          </ol>
        </dd>
      </dl>
      <p>
        <SaveFile text={proof} name={`decision-${index}.tlog-proof`} type="text/plain" />{" "}
        <span className="quiet">Others verify it without this page.</span>
      </p>
    </>
  );
}
