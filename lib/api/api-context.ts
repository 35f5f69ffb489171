import type { Keyring } from "@/lib/crypto/keyring";
import { isArn, parseArn } from "@/lib/domain/arn";
import type { Ctx } from "@/lib/domain/context";
import { regionOfInstance, regionOfOwnInstance } from "@/lib/domain/instances/region-of-instance";
import { regionsOfKey, regionsOfKeyVersion } from "@/lib/domain/keys/key-holders";
import { blobVersionId } from "@/lib/domain/keys/key-material";
import type { Log } from "@/lib/log";
import type { AccessKeyUses } from "./access-key-uses";
import type { GatewayCaches } from "./caches/gateway-caches";
import type { CallRecorder } from "./call-recorder";
import type { Caller } from "./caller";
import type { Call } from "./dispatch";
import type { GroupRecorder } from "./recorder";
import type { RefusedUses } from "./refused-uses";
import { type RegionNeed, regionOfCall } from "./region";

/** What a gateway process brings to every call. */
export interface ApiProcess {
  /** Everything of a Ctx that is not the caller's. */
  base: Omit<Ctx, "actor" | "source" | "requestId" | "sourceIp" | "recorder">;
  recorder: GroupRecorder;
  caches: GatewayCaches;
  accessKeyUses: AccessKeyUses;
  refusedUses: RefusedUses;
  /** Real time: tokens end by it (decisions 14). */
  wallClock(): number;
  log: Log;
}

/** What the contexts of all calls of a process have in common, put together once. */
const inCommon = new WeakMap<ApiProcess, Omit<Ctx, "actor" | "requestId">>();

/**
 * The API's maker of Ctx: whose signature was proven. Written out: to copy what is in common and add to it takes a
 * hundred times as long.
 */
export function apiCtx(process: ApiProcess, call: Call, caller: Caller, recorder: CallRecorder): Ctx {
  let common = inCommon.get(process);
  if (!common) {
    const { base, caches } = process;
    common = { ...base, ports: { ...base.ports, keyCache: caches.keyCache }, source: "ApiCall" };
    inCommon.set(process, common);
  }
  const { db, now, newId, keyring, ports, deployment, source } = common;
  return {
    db,
    now,
    newId,
    keyring: keyring as Keyring, // without one nobody is answered
    ports,
    deployment,
    source,
    actor: caller.actor,
    requestId: call.requestId,
    sourceIp: call.sourceAddress,
    recorder,
  };
}

/** What an action works with: the caller's Ctx, and the region in which the call acts (REG-09). */
export class ApiContext {
  #region: string | undefined;
  /** Of single items, in a call that was answered as a whole. */
  readonly refusals: unknown[] = [];

  constructor(
    readonly ctx: Ctx,
    private readonly call: Call,
    private readonly caches: GatewayCaches,
  ) {}

  /** The region once it is known; the default until then, for the event of an early refusal. */
  get regionSoFar(): string {
    return this.#region ?? this.call.named.region ?? this.ctx.deployment.defaultRegion;
  }

  /** For a call that names nothing which has a region. */
  region(): Promise<string> {
    return this.#settle({ changes: false });
  }

  /** For a call about a key: by its ARN, else by the regions that hold the id. A bare alias names no region. */
  regionOfKey(key: string, { changes }: { changes: boolean }): Promise<string> {
    if (isArn(key)) return this.#settle({ changes, arnRegion: parseArn(key, "KeyId").region });
    if (key.startsWith("alias/")) return this.#settle({ changes });
    return this.#settle({ changes, holders: this.#holders(`key ${key}`, changes, () => regionsOfKey(this.ctx, key)) });
  }

  /** For a call about a secret: by its ARN. A bare name may be held in several regions, so it names none. */
  regionOfSecret(secret: string, { changes }: { changes: boolean }): Promise<string> {
    return this.#settle({ changes, ...(isArn(secret) && { arnRegion: parseArn(secret, "SecretName").region }) });
  }

  /** For a call that carries a ciphertext: by the version id that it begins with. */
  regionOfCiphertext(blob: Uint8Array): Promise<string> {
    const versionId = blobVersionId(blob);
    const find = () => regionsOfKeyVersion(this.ctx, versionId);
    return this.#settle({ changes: false, holders: this.#holders(`version ${versionId}`, false, find) });
  }

  /** For a call that names an instance: there; another named region contradicts it (decisions 3). */
  async regionOfInstance(instanceId: string | undefined): Promise<string> {
    const arnRegion = instanceId === undefined ? undefined : await regionOfOwnInstance(this.ctx, instanceId);
    return this.#settle({ changes: true, arnRegion });
  }

  async #settle(need: RegionNeed): Promise<string> {
    const { ctx } = this;
    this.#region = await regionOfCall(this.call.named, need, {
      regions: ctx.deployment.regions,
      defaultRegion: ctx.deployment.defaultRegion,
      regionOfInstance: (instanceId) => regionOfInstance(ctx, instanceId),
    });
    return this.#region;
  }

  /** A call that changes something asks the database; the others may hear what was true two seconds ago. */
  #holders(name: string, changes: boolean, find: () => Promise<readonly string[]>) {
    return async () => {
      const { actor } = this.ctx;
      const remembered = `${"accountId" in actor ? actor.accountId : ""} ${name}`;
      const known = changes ? undefined : this.caches.holders.get(remembered);
      if (known) return known;
      const found = await find();
      if (found.length > 0) this.caches.holders.set(remembered, found, []);
      return found;
    };
  }
}
