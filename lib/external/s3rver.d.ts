/** The part of s3rver, a bucket server for tests, that the store's tests use; the package brings no types. */
declare module "s3rver" {
  import type { RequestListener } from "node:http";

  export default class S3rver {
    constructor(options: {
      directory: string;
      configureBuckets: readonly { name: string; configs: readonly string[] }[];
      resetOnClose: boolean;
      silent: boolean;
    });
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
  }
}
