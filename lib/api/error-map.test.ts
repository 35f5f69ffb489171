import { describe, expect, it } from "vitest";
import { DomainError, ERRORS, type ErrorCode } from "@/lib/domain/errors";
import { errorBody, nestedList, pageFields, successBody, wireTime } from "./envelope";
import { toWireError } from "./error-map";
import { refusal } from "./wire-error";

const codes = Object.keys(ERRORS) as ErrorCode[];

describe("refusals on the wire", () => {
  it.each(codes)("%s has a status, a code and a whole sentence", (code) => {
    const names = (ERRORS[code] as { params?: readonly string[] }).params ?? [];
    const error = toWireError(new DomainError(code, Object.fromEntries(names.map((name) => [name, `<${name}>`]))));
    expect([400, 403, 404, 409, 429, 500, 503]).toContain(error.status);
    expect(error.code).toMatch(/^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?$/);
    expect(error.text).not.toMatch(/undefined|\[object/);
    expect(error.text.length).toBeGreaterThan(10);
  });

  // domain.md section 15 and 9.12, openapi.md 4.2
  it.each<[ErrorCode, number, string]>([
    ["MissingParameter", 400, "MissingParameter"],
    ["InvalidParameter", 400, "InvalidParameter"],
    ["RegionRequired", 400, "InvalidParameter"],
    ["AccessKeyUnknown", 404, "InvalidAccessKeyId.NotFound"],
    ["AccessKeyInactive", 403, "Forbidden.AccessKey"],
    ["NoPermission", 403, "Forbidden.NoPermission"],
    ["NonceUsed", 400, "SignatureNonceUsed"],
    ["KeyNotFound", 404, "Forbidden.KeyNotFound"],
    ["KeyVersionNotFound", 404, "Forbidden.KeyVersionNotFound"],
    ["AliasNotFound", 404, "Forbidden.AliasNotFound"],
    ["SecretNotFound", 404, "Forbidden.ResourceNotFound"],
    ["InstanceNotFound", 404, "Forbidden.DKMSInstanceNotFound"],
    ["InstanceStateInvalid", 403, "Forbidden.DKMSInstanceStateInvalid"],
    ["InstanceUninitialized", 403, "Rejected.Uninitialized"],
    ["KeyDisabled", 409, "Rejected.Disabled"],
    ["KeyPendingDeletion", 409, "Rejected.PendingDeletion"],
    ["KeyPendingImport", 409, "Rejected.PendingImport"],
    ["KeyStateForbids", 409, "Rejected.StateModifiedFailed"],
    ["InstanceUnavailable", 409, "Rejected.Unavailable"],
    ["SecretExists", 409, "Rejected.ResourceExist"],
    ["SecretInDeleteWindow", 409, "Rejected.ResourceInDeleteWindow"],
    ["KeyQuotaExceeded", 400, "Rejected.LimitExceeded"],
    ["Throttled", 429, "Rejected.Throttling"],
    ["AliasExists", 400, "AliasAlreadyExists"],
    ["UnsupportedOrigin", 400, "Unsupported.Origin"],
    ["KeyDeletionProtected", 409, "Rejected.DeletionProtected"],
    ["KeyReadOnly", 409, "Rejected.ReadOnlyInNewConsole"],
    ["ServiceUnavailable", 503, "ServiceUnavailableTemporary"],
    ["InternalFailure", 500, "InternalFailure"],
    ["NoBackupData", 404, "Rejected.NoBackupData"],
    ["RestoreKeyExists", 409, "Rejected.ResourceExist"],
    ["RestoreDestinationInvalid", 403, "Forbidden.DKMSInstanceStateInvalid"],
  ])("%s is %d %s", (code, status, wireCode) => {
    expect(toWireError(new DomainError(code))).toMatchObject({ status, code: wireCode });
  });

  it("say which parameter, and which state", () => {
    expect(toWireError(new DomainError("MissingParameter", { name: "KeyId" })).text).toBe(
      'The parameter "KeyId" is needed but not provided.',
    );
    expect(toWireError(new DomainError("KeyStateForbids", { state: "PendingDeletion" })).text).toBe(
      "The request was rejected because the key state is PendingDeletion.",
    );
  });

  it.each([new Error("password=1"), "text", null, undefined, { code: "KeyNotFound" }])(
    "of what is no refusal of ours (%j) are a bare internal failure",
    (thrown) => {
      expect(toWireError(thrown)).toMatchObject({ status: 500, code: "InternalFailure", text: "Internal failure." });
    },
  );

  it("of the wire itself stay as they are", () => {
    const error = refusal.unknownAction();
    expect(toWireError(error)).toBe(error);
  });
});

describe("bodies", () => {
  it("carry the RequestId beside the result, which cannot replace it", () => {
    expect(successBody("r", { KeyId: "k", RequestId: "other" })).toEqual({ KeyId: "k", RequestId: "r" });
  });

  it("of a refusal without a known caller have no AccessDeniedDetail", () => {
    expect(errorBody("r", refusal.unknownVersion(), "h")).toEqual({
      RequestId: "r",
      HostId: "h",
      HttpStatus: 400,
      Code: "InvalidVersion",
      Message: "Specified parameter Version is not valid.",
    });
  });

  it("nest lists twice and keep the empty containers (openapi.md 3.1)", () => {
    expect(nestedList("Keys", "Key", [])).toEqual({ Keys: { Key: [] } });
    expect(pageFields({ number: 2, size: 10 }, 11)).toEqual({ PageNumber: 2, PageSize: 10, TotalCount: 11 });
  });

  it("write times without fractions (GEN-01)", () => {
    expect(wireTime(new Date("2026-11-22T05:31:08.987Z"))).toBe("2026-11-22T05:31:08Z");
  });
});
