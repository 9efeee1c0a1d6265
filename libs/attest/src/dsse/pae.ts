import { concat, encodeUtf8 } from "../bytes.ts";

/**
 * The pre-authentication encoding, which is what a DSSE signature signs (DSSE 1.0.2, protocol): both lengths count bytes.
 *
 *     DSSEv1 29 http://example.com/HelloWorld 11 hello world
 */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  return concat(encodeUtf8(`DSSEv1 ${type.length} `), type, encodeUtf8(` ${payload.length} `), payload);
}
