import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { listKeyTags, tagKey, untagKey } from "@/lib/domain/keys/tag-key";
import { listSecretTags, tagSecret, untagSecret } from "@/lib/domain/secrets/tag-secret";
import { listTagResources } from "@/lib/domain/tagging/list-tag-resources";
import { tagResources, untagResources } from "@/lib/domain/tagging/tag-resources";
import { nestedList } from "../envelope";
import { choice, flag, jsonOrCommaList, tagsAsJson, tagsAsList, text, textList } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const CHANGES = { changes: true };
const READS = { changes: false };

const oneResource = z.object({
  KeyId: text().optional(),
  SecretName: text().optional(),
  CertificateId: text().optional(),
});

const manyResources = z.object({
  RegionId: text(),
  ResourceType: choice(["key", "secret"]),
  ResourceId: textList(),
});

/** Tags in both dialects (openapi.md 1.2): one resource with its tags as JSON, and many with lists of parameters. */
export const tagActions: GatewayActions = {
  TagResource: acts({
    schema: oneResource.extend({ Tags: tagsAsJson() }),
    async run(context, input) {
      const { key, secret } = resourceOf(input);
      const tags = named(input.Tags);
      if (key !== undefined) {
        return run(tagKey, context.ctx, { region: await context.regionOfKey(key, CHANGES), key, tags });
      }
      return run(tagSecret, context.ctx, { region: await context.regionOfSecret(secret, CHANGES), secret, tags });
    },
    present: nothing,
  }),
  UntagResource: acts({
    schema: oneResource.extend({ TagKeys: jsonOrCommaList() }),
    async run(context, input) {
      const { key, secret } = resourceOf(input);
      const names = input.TagKeys;
      if (key !== undefined) {
        return run(untagKey, context.ctx, { region: await context.regionOfKey(key, CHANGES), key, names });
      }
      return run(untagSecret, context.ctx, { region: await context.regionOfSecret(secret, CHANGES), secret, names });
    },
    present: nothing,
  }),
  ListResourceTags: reads({
    schema: oneResource,
    async run(context, input) {
      const { key, secret } = resourceOf(input);
      if (key !== undefined) {
        const region = await context.regionOfKey(key, READS);
        const { keyId: KeyId, tags } = await listKeyTags(context.ctx, { region, key });
        return { of: { KeyId }, tags };
      }
      const region = await context.regionOfSecret(secret, READS);
      const { name: SecretName, tags } = await listSecretTags(context.ctx, { region, secret });
      return { of: { SecretName }, tags };
    },
    present: ({ of, tags }) =>
      nestedList(
        "Tags",
        "Tag",
        tags.map(({ name, value }) => ({ ...of, TagKey: name, TagValue: value })),
      ),
  }),
  TagResources: acts({
    schema: manyResources.extend({ Tag: tagsAsList() }),
    run: async (context, { ResourceType: type, ResourceId: ids, Tag }) =>
      run(tagResources, context.ctx, { region: await context.region(), type, ids, tags: named(Tag) }),
    present: nothing,
  }),
  UntagResources: acts({
    schema: manyResources.extend({ TagKey: textList().optional(), All: flag().default(false) }),
    async run(context, { ResourceType: type, ResourceId: ids, TagKey, All }) {
      // The provider heeds All only where no tag is named.
      if (TagKey === undefined && !All) throw new DomainError("MissingParameter", { name: "TagKey" });
      return run(untagResources, context.ctx, { region: await context.region(), type, ids, names: TagKey ?? "all" });
    },
    present: nothing,
  }),
  ListTagResources: reads({
    schema: manyResources.extend({
      ResourceId: textList().optional(),
      Tag: tagsAsList().optional(),
      NextToken: text().optional(),
    }),
    run: async (context, { ResourceType: type, ResourceId: ids, Tag, NextToken: after }) =>
      run(listTagResources, context.ctx, { region: await context.region(), type, ids, tags: Tag && named(Tag), after }),
    present: ({ rows, next }, { ResourceType }) => ({
      ...nestedList(
        "TagResources",
        "TagResource",
        rows.map(({ resourceId, name, value }) => ({
          ResourceId: resourceId,
          ResourceType,
          TagKey: name,
          TagValue: value,
        })),
      ),
      ...(next === null ? {} : { NextToken: next }),
    }),
  }),
};

type One = { key: string; secret?: undefined } | { key?: undefined; secret: string };

/** Which one resource a call is about. Certificates are no part of the KMS any more (openapi.md 3). */
function resourceOf({ KeyId, SecretName, CertificateId }: z.output<typeof oneResource>): One {
  if (CertificateId !== undefined) throw new DomainError("UnsupportedOperation");
  if (KeyId !== undefined && SecretName !== undefined)
    throw new DomainError("InvalidParameter", { name: "SecretName" });
  if (KeyId !== undefined) return { key: KeyId };
  if (SecretName !== undefined) return { secret: SecretName };
  throw new DomainError("MissingParameter", { name: "KeyId" });
}

const named = (tags: readonly { key: string; value: string }[]) =>
  tags.map(({ key: name, value }) => ({ name, value }));
