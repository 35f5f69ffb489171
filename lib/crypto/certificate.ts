/**
 * The deployment's two certificates (openapi.md 1.5), X.509 version 3 after RFC 5280: its authority, which signs nothing
 * but the other kind, and the certificate of a gateway. Both are of P-256 keys, signed by ECDSA with SHA-256.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { bitString, boolean, context, integer, objectId, octetString, sequence, set, time, utf8String } from "./der";
import { sha256 } from "./digest";
import { randomBytes } from "./random";

export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** What a certificate vouches for: a DNS name, or the 4 or 16 bytes of an address. */
export type CertifiedName = { dns: string } | { address: Uint8Array };

export interface Authority {
  /** PEM */
  certificate: string;
  /** PKCS#8, DER. */
  key: Buffer;
}

const OID = {
  commonName: objectId("2.5.4.3"),
  ecdsaWithSha256: objectId("1.2.840.10045.4.3.2"),
  subjectKeyIdentifier: objectId("2.5.29.14"),
  keyUsage: objectId("2.5.29.15"),
  subjectAltName: objectId("2.5.29.17"),
  basicConstraints: objectId("2.5.29.19"),
  authorityKeyIdentifier: objectId("2.5.29.35"),
  extendedKeyUsage: objectId("2.5.29.37"),
  serverAuth: objectId("1.3.6.1.5.5.7.3.1"),
};

const VERSION_3 = context(0, integer(Uint8Array.of(2)), { constructed: true });
const SIGNATURE_ALGORITHM = sequence(OID.ecdsaWithSha256);
const SERIAL_BYTES = 16;
/** RFC 7093, method 1: the leftmost 160 bits of the digest. */
const KEY_IDENTIFIER_BYTES = 20;
/** An uncompressed point of P-256: the end of its SubjectPublicKeyInfo. */
const POINT_BYTES = 65;

/** A fresh authority; it may sign certificates of servers, and no further authority. */
export function makeAuthority(commonName: string, validity: Validity): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = nameOf(commonName);
  const extensions = [
    critical(OID.basicConstraints, sequence(boolean(true), integer(Uint8Array.of(0)))),
    // keyCertSign and cRLSign, bits 5 and 6
    critical(OID.keyUsage, bitString(Uint8Array.of(0x06), 1)),
    extension(OID.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
  ];
  const certificate = signed({ issuer: name, subject: name, validity, publicKey, extensions }, privateKey);
  return { certificate, key: privateKey.export({ type: "pkcs8", format: "der" }) };
}

/**
 * A server's certificate with a key of its own, both PEM, under `authority`. Its names are the whole of what it vouches
 * for; the common name is for people. Ends no later than the authority does.
 */
export function issueServerCertificate(
  authority: Authority,
  wanted: { commonName: string; names: readonly CertifiedName[]; validity: Validity },
): { certificate: string; key: string } {
  const issuer = new X509Certificate(authority.certificate);
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { notBefore, notAfter } = wanted.validity;
  const issuerEnds = certificateEnd(authority.certificate);
  const extensions = [
    critical(OID.basicConstraints, sequence()),
    // digitalSignature, bit 0
    critical(OID.keyUsage, bitString(Uint8Array.of(0x80), 7)),
    extension(OID.extendedKeyUsage, sequence(OID.serverAuth)),
    extension(OID.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
    extension(
      OID.authorityKeyIdentifier,
      sequence(context(0, keyIdentifier(issuer.publicKey), { constructed: false })),
    ),
    extension(OID.subjectAltName, sequence(...wanted.names.map(generalName))),
  ];
  const certificate = signed(
    {
      issuer: nameOf(issuer.subject.replace(/^CN=/, "")),
      subject: nameOf(wanted.commonName),
      validity: { notBefore, notAfter: issuerEnds < notAfter ? issuerEnds : notAfter },
      publicKey,
      extensions,
    },
    createPrivateKey({ key: authority.key, format: "der", type: "pkcs8" }),
  );
  return { certificate, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** SHA-256 of the whole certificate: 64 hexadecimal digits, as `openssl x509 -fingerprint -sha256` has them. */
export function certificateFingerprint(pem: string): string {
  return sha256(new X509Certificate(pem).raw).toString("hex");
}

/** Until when a certificate holds. */
export function certificateEnd(pem: string): Date {
  return new Date(new X509Certificate(pem).validTo);
}

/** Whether the key is the one that the certificate speaks of. */
export function holdsKeyOf({ certificate, key }: Authority): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey({ key, format: "der", type: "pkcs8" }));
}

interface ToBeSigned {
  issuer: Buffer;
  subject: Buffer;
  validity: Validity;
  publicKey: KeyObject;
  extensions: readonly Buffer[];
}

function signed({ issuer, subject, validity, publicKey, extensions }: ToBeSigned, issuerKey: KeyObject): string {
  const certificate = sequence(
    VERSION_3,
    integer(randomBytes(SERIAL_BYTES)),
    SIGNATURE_ALGORITHM,
    issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    context(3, sequence(...extensions), { constructed: true }),
  );
  const signature = sign("sha256", certificate, issuerKey);
  return pem(sequence(certificate, SIGNATURE_ALGORITHM, bitString(signature)));
}

const nameOf = (commonName: string): Buffer => sequence(set(sequence(OID.commonName, utf8String(commonName))));

const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, octetString(value));
const critical = (id: Buffer, value: Buffer): Buffer => sequence(id, boolean(true), octetString(value));

function generalName(name: CertifiedName): Buffer {
  return "dns" in name
    ? context(2, Buffer.from(name.dns, "ascii"), { constructed: false })
    : context(7, name.address, { constructed: false });
}

function keyIdentifier(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: "spki", format: "der" });
  return sha256(spki.subarray(-POINT_BYTES)).subarray(0, KEY_IDENTIFIER_BYTES);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
