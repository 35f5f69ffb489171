import { detailsOf, type KeySpec } from "@/lib/crypto/key-spec";
import { isAsymmetric } from "./key-spec-rules";

// How a caller makes and wraps material with the openssl program (KEY-60, KEY-69). The console shows these lines for
// copying, and the test of the import runs them.

/** What the files of the lines are called. */
export const WRAPPING_KEY_FILE = "wrapping-key.pem";
export const WRAPPED_FILE = "wrapped-material.bin";
export const TOKEN_FILE = "import-token.txt";

/** The public key of a token, in Base64 of its DER (SPKI), as the file that openssl reads. */
export function wrappingKeyPem(publicKey: string): string {
  const lines = publicKey.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n");
}

export interface ImportCommands {
  /** Makes material, for whoever has none yet. */
  make: string;
  /** From the material and the public key of a token to the file that is imported. */
  wrap: string;
}

export function importCommands(spec: KeySpec): ImportCommands {
  return isAsymmetric(spec) ? privateKeyCommands(spec) : secretCommands(spec);
}

const MATERIAL_FILE = "key-material.bin";

function secretCommands(spec: KeySpec): ImportCommands {
  const details = detailsOf(spec);
  const bytes = details.kind === "mac" ? details.keyBytes : 32;
  return {
    make: `openssl rand -out ${MATERIAL_FILE} ${bytes}`,
    wrap: oaep(MATERIAL_FILE, WRAPPED_FILE),
  };
}

/** A private key is too long for RSA alone: it goes under an AES key that is used once. */
function privateKeyCommands(spec: KeySpec): ImportCommands {
  return {
    make: `openssl genpkey ${generation(spec)} -out private-key.pem`,
    wrap: [
      "openssl pkcs8 -topk8 -nocrypt -in private-key.pem -outform DER -out private-key.der",
      "openssl rand -out one-time-key.bin 32",
      oaep("one-time-key.bin", "wrapped-key.bin"),
      "openssl enc -aes-256-ecb -K \"$(od -An -v -tx1 one-time-key.bin | tr -d ' \\n')\" \\\n" +
        "  -in private-key.der -out wrapped-private-key.bin",
      `cat wrapped-key.bin wrapped-private-key.bin > ${WRAPPED_FILE}`,
      "rm one-time-key.bin private-key.der",
    ].join("\n"),
  };
}

function generation(spec: KeySpec): string {
  const details = detailsOf(spec);
  if (details.kind === "rsa") return `-algorithm RSA -pkeyopt rsa_keygen_bits:${details.modulusBits}`;
  return details.kind === "ec" ? `-algorithm EC -pkeyopt ec_paramgen_curve:${details.curve}` : "";
}

function oaep(from: string, to: string): string {
  return (
    `openssl pkeyutl -encrypt -pubin -inkey ${WRAPPING_KEY_FILE} \\\n` +
    "  -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 \\\n" +
    `  -in ${from} -out ${to}`
  );
}
