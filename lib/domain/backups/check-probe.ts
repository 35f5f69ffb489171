import { checkSymmetricProbe } from "@/lib/crypto/probe";
import { DomainError } from "../errors";
import { damaged } from "./binding-store";
import type { KeyVersionRecord } from "./record-schema";

/**
 * The known answer of a restored version (decisions 5.4, P2): success is shown only after it.
 * @throws DomainError BackupDamaged for material that is not this version's
 */
export function assertProbe(version: Pick<KeyVersionRecord, "spec" | "versionId" | "probe">, material: Buffer): void {
  if (version.spec !== "Aliyun_AES_256") throw new DomainError("UnsupportedKeySpec", { spec: version.spec });
  const probe = Buffer.from(version.probe, "base64");
  if (!checkSymmetricProbe(material, version.versionId, probe)) throw damaged(version.versionId);
}
