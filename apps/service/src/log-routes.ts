import { join } from "node:path";
import express from "express";
import type { RequestHandler } from "express";

/** A year in milliseconds: what has a name below `tile/` never changes. */
const FOR_EVER = 365 * 86_400_000;

/** The log as C2SP tlog-tiles has it, from the folder of a home: tiles for ever, the checkpoint as of now. Public. */
export function logRoutes(home: string): RequestHandler {
  const folder = join(home, "log");
  return express.static(folder, {
    dotfiles: "deny",
    index: false,
    redirect: false,
    immutable: true,
    maxAge: FOR_EVER,
    setHeaders(response, path) {
      if (path !== join(folder, "checkpoint"))
        return void response.setHeader("content-type", "application/octet-stream");
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.setHeader("cache-control", "no-cache");
    },
  });
}
