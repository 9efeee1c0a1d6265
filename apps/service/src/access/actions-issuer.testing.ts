import { createServer } from "node:http";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import type { JWTPayload } from "jose";
import { listen } from "../listen.ts";

/** An issuer of tokens for jobs, as GitHub is one: it publishes its keys, and whoever runs a job has it make tokens. */
export async function actionsIssuer() {
  const [own, other] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const state = { status: 200, asked: 0 };
  const server = createServer((request, response) => {
    state.asked += 1;
    const known = request.url === "/.well-known/jwks";
    response.writeHead(known ? state.status : 404, {
      "content-type": "application/json",
      location: "http://127.0.0.1:1/",
    });
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  const issuer = await listen(server, "127.0.0.1", 0);
  const made = (claims: JWTPayload, key = own.privateKey) =>
    new SignJWT({ repository_id: "123456", run_id: "99", sha: "a".repeat(40), environment: "production", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .setIssuedAt(claims.iat)
      .setExpirationTime(claims.exp ?? "5m")
      .setIssuer(claims.iss ?? issuer)
      .setAudience(claims.aud ?? AUDIENCE)
      .sign(key);
  return {
    issuer,
    state,
    /** The token of a job, with what is different in it. */
    token: (claims: JWTPayload = {}) => made(claims),
    /** The same by a key that is not the issuer's. */
    forged: () => made({}, other.privateKey),
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** For whom its tokens are made. */
export const AUDIENCE = "https://gate.acme.example";
