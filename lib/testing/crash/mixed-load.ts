import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { GenericCall } from "../sdk";

/** What the product acknowledged: from then on it must never be lost (S15). */
export interface Acknowledged {
  keys: { keyId: string; versionId: string; ciphertext: string; plaintext: string }[];
  secrets: { name: string; versions: Map<string, string> }[];
}

/** While something is being started again, refusals come at once; the machine has better to do. */
const AFTER_REFUSAL_MS = 20;

export interface MixedLoad {
  acknowledged: Acknowledged;
  /** Names and requests that were sent and never answered: these may exist or not, but never by halves. */
  attempts: number;
  refusals: number;
  stop(): Promise<void>;
}

/**
 * Creates keys, secrets and new versions as fast as answers come, `writers` at a time, and writes down only what was
 * answered with success. An error is no answer: the writer goes on with something new.
 */
export function startMixedLoad(
  call: GenericCall,
  instanceId: string,
  encryptionKeyId: string,
  writers: number,
): MixedLoad {
  const acknowledged: Acknowledged = { keys: [], secrets: [] };
  const load = { acknowledged, attempts: 0, refusals: 0 };
  let running = true;

  async function key() {
    const made = (await call("CreateKey", { DKMSInstanceId: instanceId })) as { KeyMetadata: { KeyId: string } };
    const { KeyId } = made.KeyMetadata;
    const plaintext = Buffer.from(randomUUID()).toString("base64");
    const answer = (await call("Encrypt", { KeyId, Plaintext: plaintext })) as {
      CiphertextBlob: string;
      KeyVersionId: string;
    };
    acknowledged.keys.push({
      keyId: KeyId,
      versionId: answer.KeyVersionId,
      ciphertext: answer.CiphertextBlob,
      plaintext,
    });
  }

  async function secret() {
    const name = `load/${randomUUID()}`;
    const first = randomUUID();
    await call("CreateSecret", {
      SecretName: name,
      SecretData: first,
      VersionId: "v1",
      EncryptionKeyId: encryptionKeyId,
      DKMSInstanceId: instanceId,
    });
    const versions = new Map([["v1", first]]);
    acknowledged.secrets.push({ name, versions });
    const second = randomUUID();
    await call("PutSecretValue", { SecretName: name, SecretData: second, VersionId: "v2" });
    versions.set("v2", second);
  }

  async function write(turn: number) {
    for (let at = turn; running; at++) {
      load.attempts++;
      try {
        await (at % 2 === 0 ? key() : secret());
      } catch {
        load.refusals++;
        await pause(AFTER_REFUSAL_MS);
      }
    }
  }

  const all = Array.from({ length: writers }, (_, at) => write(at));
  return Object.assign(load, {
    stop: async () => {
      running = false;
      await Promise.all(all);
    },
  });
}
