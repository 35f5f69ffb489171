/**
 * A refusal as the wire says it: HTTP status, the provider's code, and a text for the caller. The text may repeat
 * what the caller sent (the string to sign, say), so it is kept out of `message`, which is what logs print.
 */
export class WireError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
    readonly retryAfterMilliseconds?: number,
  ) {
    super(code);
    this.name = "WireError";
  }
}

/**
 * What the gateway refuses before any operation is asked (ERR-02, ERR-18, openapi.md 4.1). Where the two tables of
 * the provider differ, the KMS one is followed: IllegalTimestamp, and 403 for a method that is not supported.
 */
export const refusal = {
  malformed: (what: string) =>
    new WireError(400, "ParseRequestParameterException", `The request is malformed: ${what}.`),
  missing: (name: string) => new WireError(400, `Missing${name}`, `${name} is mandatory for this action.`),
  unknownAction: () =>
    new WireError(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."),
  unknownVersion: () => new WireError(400, "InvalidVersion", "Specified parameter Version is not valid."),
  unsupportedMethod: () => new WireError(403, "UnsupportedHTTPMethod", "This http method is not supported."),
  incompleteSignature: (what: string) =>
    new WireError(400, "IncompleteSignature", `The request signature does not conform to Aliyun standards: ${what}.`),
  unsupportedSignature: (what: string) =>
    new WireError(400, "InvalidSignatureMethod", `Specified signature method is not supported: ${what}.`),
  illegalTimestamp: (what: string) => new WireError(400, "IllegalTimestamp", `The input parameter ${what}.`),
  signatureMismatch: (text: string) => new WireError(400, "SignatureDoesNotMatch", text),
  bodyTooLarge: (limitBytes: number) =>
    new WireError(413, "RequestEntityTooLarge", `The request body is longer than ${limitBytes} bytes.`),
  headersTooLarge: () => new WireError(431, "RequestHeaderTooLarge", "The request line and headers are too long."),
  tooSlow: () => new WireError(408, "RequestTimeout", "The request did not arrive in time."),
} as const;
