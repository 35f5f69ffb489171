import { describe, expect, it } from "vitest";
import { z } from "zod";
import { action, type Call, findAction } from "./dispatch";
import * as fields from "./fields";
import { parseParameters } from "./parameters";

function callOf(query: string, changes: Partial<Call["signed"]> = {}): Call {
  const signed = {
    scheme: "acs3",
    accessKeyId: "a",
    securityToken: "",
    action: "Test",
    version: "2016-01-20",
    parameters: parseParameters(query),
    nonce: "n",
    signedAt: new Date(0),
    verify: () => {},
    ...changes,
  } as const;
  return { requestId: "r", signed, named: {}, sourceAddress: "", userAgent: "" };
}

/** What a schema makes of a query; the operation is the identity. */
function parse<Schema extends z.ZodType>(schema: Schema, query: string): Promise<unknown> {
  const test = action({
    schema,
    run: async (_context: null, input) => input,
    present: (input) => ({ input }),
  });
  return test.answer(null, callOf(query)).then((body) => body.input);
}

const missing = (name: string) => expect.objectContaining({ code: "MissingParameter", params: { name } });
const invalid = (name: string) => expect.objectContaining({ code: "InvalidParameter", params: { name } });

describe("an action", () => {
  it("hands parsed input, context and call to the operation, and presents its result", async () => {
    const scheduleDeletion = action({
      schema: z.object({ KeyId: fields.text(), PendingWindowInDays: fields.integer() }),
      run: async (context: { days: number[] }, input, call) => {
        context.days.push(input.PendingWindowInDays);
        return { keyId: input.KeyId, requestId: call.requestId };
      },
      present: (result) => ({ KeyId: result.keyId, Of: result.requestId }),
    });
    const context = { days: [] };
    const body = await scheduleDeletion.answer(context, callOf("KeyId=k&PendingWindowInDays=7&Unknown=1"));
    expect(body).toEqual({ KeyId: "k", Of: "r" });
    expect(context.days).toEqual([7]);
  });

  it("does not run when a parameter is wrong", async () => {
    let ran = false;
    const test = action({
      schema: z.object({ KeyId: fields.text() }),
      run: async () => {
        ran = true;
      },
      present: () => ({}),
    });
    await expect(test.answer(null, callOf("KeyId="))).rejects.toEqual(missing("KeyId"));
    expect(ran).toBe(false);
  });

  it.each([
    ["", missing("Tag")],
    ["Tag.1.Value=v", missing("Tag.1.Key")],
    ["Tag=text", invalid("Tag")],
    ["Tag.1=text", invalid("Tag.1")],
  ])("names the wrong parameter of %j as the wire does", async (query, error) => {
    await expect(parse(z.object({ Tag: fields.tagsAsList() }), query)).rejects.toEqual(error);
  });

  it("is found by name and version alone", () => {
    const test = () => action({ schema: z.object({}), run: async () => null, present: () => ({}) });
    const products = { "2016-01-20": { Test: test() }, "2015-04-01": { Test: test(), Other: test() } };
    expect(findAction(products, callOf("").signed)).toBe(products["2016-01-20"].Test);
    expect(findAction(products, callOf("", { version: "2015-04-01" }).signed)).toBe(products["2015-04-01"].Test);
    for (const name of ["test", "Other", "toString", "__proto__", ""]) {
      expect(() => findAction(products, callOf("", { action: name }).signed)).toThrow(
        expect.objectContaining({ status: 404, code: "InvalidAction.NotFound" }),
      );
    }
    for (const version of ["2016-01-21", "toString", ""]) {
      expect(() => findAction(products, callOf("", { version }).signed)).toThrow(
        expect.objectContaining({ status: 400, code: "InvalidVersion" }),
      );
    }
  });
});

describe("fields", () => {
  const one = <Schema extends z.ZodType>(schema: Schema, value: string) =>
    parse(z.object({ X: schema }), `X=${encodeURIComponent(value)}`).then((input) => (input as { X: unknown }).X);

  it.each([
    ["integer", fields.integer(), "-30", -30],
    ["flag", fields.flag(), "True", true],
    ["flag", fields.flag(), "false", false],
    ["base64", fields.base64(), "AP8=", Buffer.from([0, 255])],
    [
      "JSON tags",
      fields.tagsAsJson(),
      '[{"TagKey":"a","TagValue":"1"},{"TagKey":"b"}]',
      [
        { key: "a", value: "1" },
        { key: "b", value: "" },
      ],
    ],
    ["JSON list", fields.jsonOrCommaList(), '["a","b,c"]', ["a", "b,c"]],
    ["comma list", fields.jsonOrCommaList(), "a, b", ["a", "b"]],
    [
      "filters",
      fields.filters(["KeyState"]),
      '[{"Key":"KeyState","Values":["Enabled"]}]',
      [{ Key: "KeyState", Values: ["Enabled"] }],
    ],
    ["context", fields.encryptionContext(), ' { "a" : "1" , "\\u5bc6": "x\\"}," } ', { a: "1", 密: 'x"},' }],
    ["empty context", fields.encryptionContext(), "{ }", {}],
    [
      "context named like a prototype",
      fields.encryptionContext(),
      '{"__proto__":"1"}',
      JSON.parse('{"__proto__":"1"}'),
    ],
  ])("%s is read", async (_what, schema, value, expected) => {
    expect(await one(schema as z.ZodType, value)).toEqual(expected);
  });

  it("encryption context is read from the older list (openapi.md 1.2)", async () => {
    const schema = z.object({ EncryptionContext: fields.encryptionContext() });
    const input = await parse(
      schema,
      "EncryptionContext.1.Key=b&EncryptionContext.1.Value=2&EncryptionContext.2.Key=a",
    );
    expect(input).toEqual({ EncryptionContext: { b: "2", a: "" } });
    await expect(parse(schema, "EncryptionContext.1.Key=b&EncryptionContext.2.Key=b")).rejects.toEqual(
      invalid("EncryptionContext"),
    );
  });

  it.each([
    ["integer", fields.integer(), "1.5"],
    ["integer", fields.integer(), "1e3"],
    ["integer", fields.integer(), "12345678901"],
    ["flag", fields.flag(), "yes"],
    ["choice", fields.choice(["A", "B"]), "a"],
    ["base64 without padding", fields.base64(), "AP8"],
    ["base64url", fields.base64(), "AP-_"],
    ["base64 with a line break", fields.base64(), "AP8=\n"],
    ["base64 with bits that mean nothing", fields.base64(), "AP9="],
    ["JSON cut short", fields.tagsAsJson(), '[{"TagKey":"a"'],
    ["JSON of another shape", fields.tagsAsJson(), '{"TagKey":"a"}'],
    ["JSON without a key", fields.tagsAsJson(), '[{"TagValue":"a"}]'],
    ["a JSON list of numbers", fields.jsonOrCommaList(), "[1]"],
    ["an unknown filter", fields.filters(["KeyState"]), '[{"Key":"Nonsense","Values":["a"]}]'],
    [
      "eleven filters",
      fields.filters(["KeyState"]),
      JSON.stringify(Array(11).fill({ Key: "KeyState", Values: ["a"] })),
    ],
    ["a repeated name", fields.encryptionContext(), '{"a":"1","a":"1"}'],
    ["a repeated name, escaped", fields.encryptionContext(), '{"a":"1","\\u0061":"2"}'],
    ["a number", fields.encryptionContext(), '{"a":1}'],
    ["an object inside", fields.encryptionContext(), '{"a":{"b":"c"}}'],
    ["a list", fields.encryptionContext(), '["a"]'],
    ["a lone surrogate", fields.encryptionContext(), '{"a":"\\ud800"}'],
    ["a comma too many", fields.encryptionContext(), '{"a":"1",}'],
    ["something after it", fields.encryptionContext(), '{"a":"1"}x'],
    ["a raw line break", fields.encryptionContext(), '{"a":"1\n2"}'],
    ["more than 8192 characters", fields.encryptionContext(), `{"a":"${"b".repeat(8192)}"}`],
  ])("%s is refused", async (_what, schema, value) => {
    await expect(one(schema as z.ZodType, value)).rejects.toEqual(invalid("X"));
  });

  it("flattened lists are read, and a text in the place of one is refused", async () => {
    const schema = z.object({ ResourceId: fields.textList() });
    expect(await parse(schema, "ResourceId.2=b&ResourceId.1=a")).toEqual({ ResourceId: ["a", "b"] });
    await expect(parse(schema, "ResourceId=a")).rejects.toEqual(invalid("ResourceId"));
  });

  it("pages have their defaults and limits (GEN-07)", async () => {
    const schema = z.object(fields.page(20));
    expect(await parse(schema, "")).toEqual({ PageNumber: 1, PageSize: 20 });
    expect(await parse(schema, "PageNumber=3&PageSize=100")).toEqual({ PageNumber: 3, PageSize: 100 });
    await expect(parse(schema, "PageSize=101")).rejects.toEqual(invalid("PageSize"));
    await expect(parse(schema, "PageNumber=0")).rejects.toEqual(invalid("PageNumber"));
  });
});
