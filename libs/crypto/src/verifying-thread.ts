import { parentPort } from "node:worker_threads";
import { verifyEd25519 } from "./ed25519.ts";
import { unpackSignatures } from "./packed-signatures.ts";

// Answers packed signatures in their order with a byte each: 1 for one that verifies.
parentPort?.on("message", (packed: Uint8Array) => {
  const answers = Uint8Array.from(unpackSignatures(packed), ({ publicKey, message, signature }) =>
    verifyEd25519(publicKey, message, signature) ? 1 : 0,
  );
  parentPort?.postMessage(answers, [answers.buffer]);
});
