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
  readonly body: Buffer;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
};
