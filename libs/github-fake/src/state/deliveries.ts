import { deflateRawSync, inflateRawSync } from "node:zlib";

/** One attempt to deliver an event. */
export type Delivery = {
  readonly id: number;
  /** The same for every attempt of an event. */
  readonly guid: string;
  readonly app: number;
  readonly installation: number | null;
  readonly repository: number | null;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: number;
  /** Seconds that the attempt took; undefined while it is on its way. */
  readonly duration: number | undefined;
  readonly status: string;
  readonly statusCode: number;
  /** Deflated: an event is large, and there are many. */
  readonly deflated: Buffer;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
};

/** The bytes of a delivery as they are kept. */
export function deflatedBody(body: Buffer): Buffer {
  return deflateRawSync(body, { level: 1 });
}

/** The bytes of a delivery as they are sent. */
export function bodyOf({ deflated }: Delivery): Buffer {
  return inflateRawSync(deflated);
}
