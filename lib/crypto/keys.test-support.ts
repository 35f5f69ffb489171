import { createPrivateKey, type KeyObject } from "node:crypto";
import asymmetricGolden from "./golden/asymmetric.golden.json";
import { openKeyMaterial } from "./key-material";
import type { KeySpec } from "./key-spec";

/** The PKCS#8 of a golden key: making an RSA pair takes a large part of a second. */
export function goldenPkcs8(spec: KeySpec): Buffer {
  const golden = asymmetricGolden.cases.find((each) => each.spec === spec);
  if (golden === undefined) throw new Error(`there is no golden key of ${spec}`);
  return Buffer.from(golden.pkcs8, "hex");
}

export function goldenKey(spec: KeySpec): KeyObject {
  return openKeyMaterial(spec, goldenPkcs8(spec));
}

/** The golden key of RSA_2048 as one that may sign by PSS only (id-RSASSA-PSS, RFC 4055): for OpenSSL another type. */
export function pssOnlyKey(): KeyObject {
  const [algorithmStart, algorithmEnd] = [7, 22];
  const pkcs8 = goldenPkcs8("RSA_2048");
  const pssAlgorithm = Buffer.from("300b06092a864886f70d01010a", "hex");
  const der = Buffer.concat([pkcs8.subarray(0, algorithmStart), pssAlgorithm, pkcs8.subarray(algorithmEnd)]);
  der.writeUInt16BE(der.length - 4, 2);
  return createPrivateKey({ key: der, type: "pkcs8", format: "der" });
}
