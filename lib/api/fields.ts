import { z } from "zod";
import { type ContextPair, encodeContext, parseContextJson } from "@/lib/crypto/context";
import { CryptoError } from "@/lib/crypto/errors";

/**
 * The kinds of parameter that the wire has, as schemas from text to domain values. They check shape only: lengths and
 * ranges that are rules of the domain are refused there, with the domain's own code.
 */

export const text = () => z.string();

export const choice = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values);

/** Decimal digits, at most nine of them. */
export const integer = () =>
  z
    .string()
    .regex(/^-?\d{1,9}$/)
    .transform(Number);

/** Seconds since 1970, up to the year 9999. */
export const unixSeconds = () =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.number().max(253_402_300_799));

export const flag = () =>
  z
    .string()
    .regex(/^(true|false)$/i)
    .transform((value) => value.toLowerCase() === "true");

/** Standard base64 with padding, nothing else in it; what it decodes to must encode to the same text. */
export const base64 = () =>
  z.string().transform((value, context) => {
    const bytes = Buffer.from(value, "base64");
    if (bytes.toString("base64") !== value) context.addIssue({ code: "custom", message: "not base64" });
    return bytes;
  });

/** A parameter that is one JSON text (openapi.md 1.2). */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Both lists and comma-separated texts occur for the same parameter: `["a","b"]`, `a,b`. */
export const jsonOrCommaList = () =>
  z.union([
    json(z.array(z.string())),
    z
      .string()
      .regex(/^[^[\]{}"]+$/)
      .transform((value) => value.split(",").map((part) => part.trim())),
  ]);

const tagPair = (key: string, value: string) => ({ key, value });

/** `Tags=[{"TagKey":"a","TagValue":"b"}]`: TagResource, CreateKey, CreateSecret. */
export const tagsAsJson = () =>
  json(
    z.array(
      z
        .object({ TagKey: z.string(), TagValue: z.string().default("") })
        .transform((tag) => tagPair(tag.TagKey, tag.TagValue)),
    ),
  );

/** `Tag.1.Key=a&Tag.1.Value=b`: TagResources. An empty value is absent on the wire. */
export const tagsAsList = () =>
  z.array(z.object({ Key: z.string(), Value: z.string().default("") }).transform((tag) => tagPair(tag.Key, tag.Value)));

/** `ResourceId.1=…`, `TagKey.1=…`. */
export const textList = () => z.array(z.string());

/** `Filters=[{"Key":"KeyState","Values":["Enabled"]}]`: AND between keys, OR within, ten of ten at most (KEY-94). */
export const filters = <const Keys extends readonly [string, ...string[]]>(keys: Keys) =>
  json(z.array(z.object({ Key: z.enum(keys), Values: z.array(z.string()).min(1).max(10) })).max(10));

/**
 * EncryptionContext: a JSON object of text to text, or the older `EncryptionContext.1.Key`, `.1.Value`. Names that
 * repeat, values that are not text, and lone surrogates are refused by the one reader of contexts (decisions, section 5.2).
 */
export const encryptionContext = () =>
  z
    .union([
      z.string(),
      z.array(
        z
          .object({ Key: z.string(), Value: z.string().default("") })
          .transform((pair): ContextPair => [pair.Key, pair.Value]),
      ),
    ])
    .transform((sent, context): Record<string, string> => {
      try {
        const pairs = typeof sent === "string" ? parseContextJson(sent) : sent;
        encodeContext(pairs);
        return Object.fromEntries(pairs);
      } catch (error) {
        if (!(error instanceof CryptoError)) throw error;
        context.addIssue({ code: "custom", message: "not an object of text to text" });
        return z.NEVER;
      }
    });

/** GEN-07: pages count from 1; sizes 1 to 100, ten unless the list says otherwise. Spread into an action's schema. */
export const page = (defaultSize = 10) => ({
  PageNumber: integer().pipe(z.number().min(1)).default(1),
  PageSize: integer().pipe(z.number().min(1).max(100)).default(defaultSize),
});
