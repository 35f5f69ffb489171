import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { BackupStore } from "@/lib/domain/backups/store";
import { requireObjectName, requireObjectPrefix, sortNames } from "./object-name";

/**
 * A backup store in a bucket. Credentials and endpoint come from where the vendor's library finds them (environment,
 * profile, role).
 *
 * `putIfAbsent` asks first and then sends `If-None-Match: *`. Amazon S3 and most others decide a race by the latter; a
 * server that ignores the header (s3rver, which the tests use, is one) leaves the moment between the two. What then
 * keeps two writers apart is the database: one run at a time holds the backup's lock, and names carry a random token.
 */
export class S3Store implements BackupStore {
  readonly name: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(bucket: string, prefix: string, config: S3ClientConfig = {}) {
    // A socket that is silent for so long is given up and the request repeated, within the patience of patient-store.ts.
    this.#client = new S3Client({ requestHandler: { connectionTimeout: 5_000, socketTimeout: 15_000 }, ...config });
    this.#bucket = bucket;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
    this.name = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ ...this.#at(name), Body: bytes }));
  }

  async putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean> {
    if (await this.#exists(name)) return false;
    try {
      await this.#client.send(new PutObjectCommand({ ...this.#at(name), Body: bytes, IfNoneMatch: "*" }));
      return true;
    } catch (error) {
      // 412: it exists; 409: somebody is writing it at this moment.
      if (hasStatus(error, 412) || hasStatus(error, 409)) return false;
      throw error;
    }
  }

  async get(name: string): Promise<Buffer | null> {
    return this.#read(name);
  }

  async getRange(name: string, offset: number, length: number): Promise<Buffer | null> {
    if (length === 0) return (await this.#exists(name)) ? Buffer.alloc(0) : null;
    try {
      return await this.#read(name, `bytes=${offset}-${offset + length - 1}`);
    } catch (error) {
      if (hasStatus(error, 416)) return Buffer.alloc(0); // the object ends before the range begins
      throw error;
    }
  }

  async list(prefix: string): Promise<string[]> {
    requireObjectPrefix(prefix);
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix + prefix, ContinuationToken: token }),
      );
      for (const { Key } of page.Contents ?? []) if (Key) names.push(Key.slice(this.#prefix.length));
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token);
    return sortNames(names);
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#at(name)));
  }

  async check(): Promise<void> {
    const name = `check/${randomUUID()}`;
    const bytes = Buffer.from(name);
    await this.put(name, bytes);
    const back = await this.get(name);
    await this.remove(name);
    if (!back?.equals(bytes)) throw new Error(`The bucket ${this.#bucket} does not give back what is written to it.`);
  }

  async #read(name: string, range?: string): Promise<Buffer | null> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#at(name), Range: range }));
      return Body ? Buffer.from(await Body.transformToByteArray()) : Buffer.alloc(0);
    } catch (error) {
      if (hasStatus(error, 404)) return null;
      throw error;
    }
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand(this.#at(name)));
      return true;
    } catch (error) {
      if (hasStatus(error, 404)) return false;
      throw error;
    }
  }

  #at(name: string) {
    requireObjectName(name);
    return { Bucket: this.#bucket, Key: this.#prefix + name };
  }
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}
