/** A refusal in GitHub's words. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly unknown[] | undefined;

  constructor(
    status: number,
    message: string,
    {
      headers = {},
      errors,
    }: { readonly headers?: Readonly<Record<string, string>>; readonly errors?: readonly unknown[] } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.headers = headers;
    this.errors = errors;
  }
}

/** There is no such thing, or nobody may know. */
export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** A body or parameter that does not hold. */
export function invalid(message: string, resource?: string, field?: string): ApiError {
  const errors = field === undefined ? [message] : [{ resource, field, code: "invalid", message }];
  return new ApiError(422, field === undefined ? message : "Validation Failed", { errors });
}
