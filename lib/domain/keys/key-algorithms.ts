import {
  detailsOf,
  type EncryptionAlgorithm,
  type KeySpec,
  type MacAlgorithm,
  type SignatureAlgorithm,
} from "@/lib/crypto/key-spec";
import { DomainError } from "../errors";

// The algorithms of a specification, the one that a form opens with first (KEY-24, CRY-05, CRY-06). Pure: forms offer
// what calls take.

export function encryptionAlgorithmsOf(spec: KeySpec): readonly EncryptionAlgorithm[] {
  const details = detailsOf(spec);
  return details.kind === "rsa" ? details.encrypts : [];
}

export function signatureAlgorithmsOf(spec: KeySpec): readonly SignatureAlgorithm[] {
  const details = detailsOf(spec);
  return details.kind === "rsa" || details.kind === "ec" ? details.signs : [];
}

export function macAlgorithmsOf(spec: KeySpec): readonly MacAlgorithm[] {
  const details = detailsOf(spec);
  return details.kind === "mac" ? [details.algorithm] : [];
}

/** The one of `offered` that a caller names. @throws DomainError InvalidParameter: those of SM2 and SM3 among others */
export function algorithmOf<Name extends string>(
  offered: readonly Name[],
  name: string,
  parameter = "Algorithm",
): Name {
  const found = offered.find((each) => each === name);
  if (found === undefined) throw new DomainError("InvalidParameter", { name: parameter });
  return found;
}
