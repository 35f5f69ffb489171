import { setTimeout as pause } from "node:timers/promises";
import { randomUuid } from "@/lib/crypto/random";
import { createInstanceOrder } from "@/lib/domain/billing/create-instance-order";
import { payOrder } from "@/lib/domain/billing/pay-order";
import { describeDeployment } from "@/lib/domain/installation/describe-deployment";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { enableInstance } from "@/lib/domain/instances/enable-instance";
import { IMAGE_VERSIONS } from "@/lib/domain/instances/instance-rules";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

export async function instanceCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb !== "create") throw new UsageError(USAGE);
  const options = readOptions(args, {
    account: { type: "string", required: true },
    region: { type: "string", required: true },
    name: { type: "string" },
    image: { type: "string" },
  });
  return withGateway(async (call) => ({
    instanceId: await createEnabledInstance(call, options.account, options.region, {
      name: options.name ?? "instance",
      imageVersion: imageOf(options.image),
    }),
  }));
}

/** Orders, pays and enables a pay-as-you-go software instance, and returns its id. */
export async function createEnabledInstance(
  call: Call,
  accountId: string,
  region: string,
  { name, imageVersion }: { name: string; imageVersion?: (typeof IMAGE_VERSIONS)[number] | undefined },
): Promise<string> {
  const zones = await zonesOf(call, region);
  const order = await call(
    createInstanceOrder,
    { region, chargeType: "POSTPAY", clientToken: randomUuid(), ...(imageVersion && { imageVersion }) },
    accountId,
  );
  const paid = await call(payOrder, { orderId: order.orderId, termsAccepted: true }, accountId);
  if (paid.resourceId === null) throw new Error("a paid order names its instance");
  const network = { vpcId: `vpc-${region}`, zones: zones.slice(0, 2), vswitchIds: [`vsw-${zones[0]}`] };
  await call(enableInstance, { region, instanceId: paid.resourceId, name, ...network }, accountId);
  await untilServing(call, accountId, region, paid.resourceId);
  return paid.resourceId;
}

/** As the gateway has them: this process may have been started with other settings (REG-06). */
async function zonesOf(call: Call, region: string): Promise<readonly string[]> {
  const { regions } = await call(describeDeployment, {});
  const found = regions.find(({ id }) => id === region);
  if (!found) throw new UsageError(`There is no region ${region}, but ${regions.map(({ id }) => id).join(", ")}.`);
  return found.zones;
}

/** `--image`: an older one than is new, to rehearse its upgrade (INS-44). */
function imageOf(name: string | undefined) {
  if (name === undefined) return undefined;
  const version = IMAGE_VERSIONS.find((one) => one === name);
  if (!version) throw new UsageError(`There is no image ${name}, but ${IMAGE_VERSIONS.join(", ")}.`);
  return version;
}

/** Enabling takes a moment (INS-35); whoever reads the id may use it at once. */
async function untilServing(call: Call, accountId: string, region: string, instanceId: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const { service } = await call(describeInstance, { region, instanceId }, accountId);
    if (service !== "connecting") return;
    await pause(200);
  }
}
