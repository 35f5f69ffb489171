import { z } from "zod";
import { containerArn } from "../../arn";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { regionOf } from "../../instances/regions";
import { operation } from "../../operation";
import { isDuplicate, transaction } from "../../transaction";
import { recordCredentialRead } from "../target-address";
import { insertCredential } from "./keep-credential";
import { type RotationTargetDetail, type RotationTargetView, targetSubject, targetView } from "./load-rotation-target";
import {
  type CheckColumns,
  checkedTarget,
  credentialName,
  holdCredential,
  proposedAddress,
  readableCredential,
  targetFields,
} from "./register-target";
import { assertAdministratorFree, assertMayLead } from "./served-secrets";
import {
  ADAPTERS_OF,
  credentialSecretName,
  isTargetId,
  keptTarget,
  TARGET_ADAPTERS,
  TARGET_SERVICES,
  TARGETS_MAX,
  type TargetWish,
  writeCredential,
} from "./target-rules";

const schema = targetFields.extend({
  region: z.string(),
  /** As DBInstanceId, DBClusterId or InstanceId of extended configurations name it. */
  targetId: z.string().max(200),
  service: z.enum(TARGET_SERVICES),
  adapter: z.enum(TARGET_ADAPTERS),
  name: targetFields.shape.name.default(""),
  tls: targetFields.shape.tls.default("Verified"),
});
type Input = z.infer<typeof schema>;

/**
 * Registers a place where secrets rotate (SEC-18). The administrator's credential is a Generic secret that is there, which
 * the caller must be allowed to read, or is given with the target and becomes one.
 * @throws DomainError InvalidRotationTarget, RotationTargetExists, AddressNotAllowed, LimitExceeded
 */
export const createRotationTarget = operation(
  "CreateRotationTarget",
  { touches: "secrets", schema, stepUp: true },
  async (ctx, input): Promise<RotationTargetDetail> => {
    const wish = plannedTarget(input);
    const text = input.credential && writeCredential(input.adapter, input.credential);
    const { targetId, service } = input;
    const { accountId, region } = await assertMayRegister(ctx, input);
    const credentialSecret = text === undefined ? namedSecret(input, accountId) : credentialSecretName(targetId);
    // Refused before anything is called.
    if (text === undefined) await readableCredential(ctx, { region, name: credentialSecret });
    const row = { ...wish, accountId, region, targetId, service, credentialSecret };
    await assertMayLead(ctx, row);
    const led = await proposedAddress(ctx, row, text === undefined ? { secretName: credentialSecret } : { text });
    // Before it is sent: whatever becomes of the registration, it was (P11).
    if (text === undefined) await recordCredentialRead(ctx, row);
    const checked = await checkedTarget(ctx, led);
    try {
      return await transaction(ctx, async (tx) => {
        await assertMayLead(tx, row);
        await assertAdministratorFree(tx, row, led);
        return insertTarget(tx, input, { ...row, ...checked }, text);
      });
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("RotationTargetExists", { targetId }, { cause: error });
      throw error;
    }
  },
);

function plannedTarget(input: Input): TargetWish {
  if (!isTargetId(input.targetId)) throw new DomainError("InvalidRotationTarget", { name: "targetId" });
  if (!ADAPTERS_OF[input.service].includes(input.adapter)) {
    throw new DomainError("InvalidRotationTarget", { name: "adapter" });
  }
  if ((input.credential === undefined) === (input.credentialSecret === undefined)) {
    throw new DomainError("InvalidRotationTarget", { name: "credentialSecret" });
  }
  const { adapter, name, address, port = null, database = null, tls, caPem = null, hostKey = null } = input;
  return keptTarget({ adapter, name, address, port, database, tls, caPem, hostKey });
}

/** @throws DomainError NoPermission, RotationTargetExists, LimitExceeded */
async function assertMayRegister(ctx: Ctx | Tx, input: Input) {
  const accountId = accountOf(ctx);
  const { id: region } = regionOf(ctx, input.region);
  authorizeArn(ctx, "kms:CreateRotationTarget", containerArn(region, accountId, "target"));
  const { targetId } = input;
  const same = await ctx.db.rotationTarget.count({ where: { accountId, region, targetId } });
  if (same > 0) throw new DomainError("RotationTargetExists", { targetId });
  if ((await ctx.db.rotationTarget.count({ where: { accountId, region } })) >= TARGETS_MAX) {
    throw new DomainError("LimitExceeded");
  }
  return { accountId, region };
}

const namedSecret = (input: Input, accountId: string) =>
  credentialName({ accountId, region: input.region }, input.credentialSecret ?? "");

type NewRow = TargetWish &
  CheckColumns &
  Pick<RotationTargetView, "region" | "targetId" | "service" | "credentialSecret"> & { accountId: string };

async function insertTarget(
  tx: Tx,
  input: Input,
  row: NewRow,
  text: string | undefined,
): Promise<RotationTargetDetail> {
  await assertMayRegister(tx, input);
  const where = { region: row.region, name: row.credentialSecret };
  if (text === undefined) await holdCredential(tx, (await readableCredential(tx, where)).pk);
  else await insertCredential(tx, where, text, input.credential?.encryptionKey);
  const created = await tx.db.rotationTarget.create({
    data: { pk: tx.newId(), ...row, createdAt: tx.now(), updatedAt: tx.now() },
  });
  const { service, adapter, address, port, tls, credentialSecret, checkError } = created;
  const detail = { service, adapter, address, port, tls, credentialSecret, check: checkError ?? "ok" };
  await record(tx, "CreateRotationTarget", targetSubject(created), detail);
  return targetView(tx, created);
}
