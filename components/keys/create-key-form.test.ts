import { expect, it } from "vitest";
import { canRotate, isRotationDays, type KeyPlan, planInput, specsOf, withSpec } from "./create-key-form";

const PLAN: KeyPlan = { spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", external: false, rotationDays: null };

it("offers each specification under its type (KEY-21, KEY-24)", () => {
  expect(specsOf("symmetric")).toEqual(["Aliyun_AES_256"]);
  expect(specsOf("asymmetric")).toEqual(["RSA_2048", "RSA_3072", "EC_P256", "EC_P256K"]);
  expect(specsOf("mac")).toHaveLength(4);
});

it("keeps the usage where the new specification has it, else takes its own first (KEY-25, KEY-27)", () => {
  expect(withSpec(PLAN, "RSA_2048").usage).toBe("ENCRYPT_DECRYPT");
  expect(withSpec(PLAN, "EC_P256").usage).toBe("SIGN_VERIFY");
  expect(withSpec(withSpec(PLAN, "EC_P256"), "RSA_3072").usage).toBe("SIGN_VERIFY");
  expect(withSpec(PLAN, "HMAC_SHA_256").usage).toBe("GENERATE_VERIFY_MAC");
});

it("asks for no rotation where the key cannot rotate (KEY-73)", () => {
  const rotating = { ...PLAN, rotationDays: "30" };
  expect(planInput(rotating)).toEqual({
    spec: "Aliyun_AES_256",
    usage: "ENCRYPT/DECRYPT",
    rotationSeconds: 30 * 86_400,
  });
  expect(planInput({ ...rotating, external: true })).toEqual({
    spec: "Aliyun_AES_256",
    usage: "ENCRYPT/DECRYPT",
    origin: "EXTERNAL",
  });
  expect(planInput(withSpec(rotating, "RSA_2048"))).not.toHaveProperty("rotationSeconds");
  expect([canRotate(PLAN), canRotate({ ...PLAN, external: true })]).toEqual([true, false]);
});

it("takes 7 to 365 days (KEY-72)", () => {
  expect(["7", "365", " 90 "].map(isRotationDays)).toEqual([true, true, true]);
  expect(["6", "366", "", "7.5", "1e2", "-7"].map(isRotationDays)).toEqual(Array(6).fill(false));
});
