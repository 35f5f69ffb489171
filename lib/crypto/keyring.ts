/**
 * The root generations of a running process, and what they open. Only gateway, worker and the operator's command line
 * have one (decisions, section 6). It caches nothing that it opens: who caches, and for how long, is decided where
 * revisions and the clock are known.
 */
import { CryptoError } from "./errors";
import { intoKeyObject, keyLengthBytes, requireKey } from "./material";
import { randomBytes } from "./random";
import { type RootKey, rootFingerprint, rootUseKey, rootWrappingKeyId, wrappingKeyOf } from "./root-key";
import { open, type ResolveWrappingKey, readHeader, seal, type WrappingKey } from "./sealed";

/** What binds a row of `wrapping_key` to its place. `kind` is account, instance or backup. */
export type WrappingKeyIdentity = {
  readonly id: string;
  readonly kind: string;
  readonly ownerPk: string;
  readonly generation: number;
};
export type WrappingKeyRow = WrappingKeyIdentity & { readonly sealed: Uint8Array };
export type SealedByRoot = { readonly sealed: Buffer; readonly rootGeneration: number };

type Generation = { readonly wrap: WrappingKey & { readonly bytes: Buffer }; readonly exports: Buffer };

export class Keyring {
  /** Names the current root key: what P14 shows and `installation` keeps. Still readable after `close`. */
  readonly fingerprint: string;
  readonly currentGeneration: number;
  private readonly generations = new Map<number, Generation>();

  /** Takes the lines of the root file. Keeps derived keys only: the caller wipes `roots`, see `wipeRootKeys`. */
  constructor(roots: readonly RootKey[]) {
    const current = [...roots].sort((left, right) => right.generation - left.generation)[0];
    if (current === undefined) throw new CryptoError("RootKeyInvalid", "a keyring needs a root key");
    this.fingerprint = rootFingerprint(current);
    this.currentGeneration = current.generation;
    for (const root of roots) {
      this.generations.set(root.generation, { wrap: wrappingKeyOf(root), exports: rootUseKey(root, "export") });
    }
  }

  /** The generations of the root key that this process can open, lowest first. */
  get rootGenerations(): number[] {
    return [...this.generations.keys()].sort((left, right) => left - right);
  }

  /** The current root as a wrapping key: for boxes that lie under root outside `wrapping_key` (`backup-key`). */
  get root(): WrappingKey {
    return this.generation(this.currentGeneration).wrap;
  }

  /** For `open`: the wrap key of a root generation; undefined for every other wrapping key. */
  readonly resolveRoot: ResolveWrappingKey = (id, generation) => {
    this.requireOpen();
    return id === rootWrappingKeyId ? this.generations.get(generation)?.wrap.bytes : undefined;
  };

  /** The export key of a root generation (5.6); undefined when its line has left the root file. */
  exportKey(rootGeneration: number): Buffer | undefined {
    this.requireOpen();
    return this.generations.get(rootGeneration)?.exports;
  }

  /** A new random wrapping key and its sealed form for the row. */
  create(identity: WrappingKeyIdentity): SealedByRoot & { readonly key: WrappingKey } {
    const bytes = randomBytes(keyLengthBytes);
    const sealedByRoot = this.sealByRoot(identity, bytes);
    return { ...sealedByRoot, key: { id: identity.id, generation: identity.generation, bytes: intoKeyObject(bytes) } };
  }

  /** Opens a row; `DoesNotOpen` for a row that was altered, moved, or sealed by a root that is not here. */
  unwrap(row: WrappingKeyRow): WrappingKey {
    return { id: row.id, generation: row.generation, bytes: intoKeyObject(this.openRow(row)) };
  }

  /** The same key under the current root (root rotation). The row is changed where its `root_generation` is the old. */
  reseal(row: WrappingKeyRow): SealedByRoot {
    const bytes = this.openRow(row);
    try {
      return this.sealByRoot(row, bytes);
    } finally {
      bytes.fill(0);
    }
  }

  /** Whether a box was sealed by a root generation that this keyring has not: P14's "wrong or missing root key". */
  lacksRootOf(row: WrappingKeyRow): boolean {
    this.requireOpen();
    return !this.generations.has(readHeader(row.sealed).generation);
  }

  /** Wipes every key; from then on all use is refused (`KeyringClosed`). Closing twice is allowed. */
  close(): void {
    for (const { wrap, exports } of this.generations.values()) {
      wrap.bytes.fill(0);
      exports.fill(0);
    }
    this.generations.clear();
  }

  private openRow(row: WrappingKeyRow): Buffer {
    const bytes = open(this.resolveRoot, "wrapping-key", fieldsOf(row), row.sealed);
    requireKey(bytes);
    return bytes;
  }

  private sealByRoot(identity: WrappingKeyIdentity, bytes: Buffer): SealedByRoot {
    const sealed = seal(this.root, "wrapping-key", fieldsOf(identity), bytes);
    return { sealed, rootGeneration: this.currentGeneration };
  }

  private generation(generation: number): Generation {
    const found = this.generations.get(generation);
    if (found === undefined) throw new CryptoError("KeyringClosed", "the root key has left this process");
    return found;
  }

  private requireOpen(): void {
    this.generation(this.currentGeneration);
  }
}

/** Overwrites root keys that were read; what the text they came from leaves in the heap is beyond reach (S8). */
export function wipeRootKeys(roots: readonly RootKey[]): void {
  for (const root of roots) root.bytes.fill(0);
}

function fieldsOf({ kind, ownerPk, id, generation }: WrappingKeyIdentity) {
  return [kind, ownerPk, id, String(generation)] as const;
}
