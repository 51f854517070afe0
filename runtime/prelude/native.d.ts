/**
 * The contract between the engine (src/engine) and the prelude (this folder).
 *
 * The engine evaluates the bundled prelude once, in the base image, as a script that finds `globalThis.native` and
 * whose completion value is an `Entry`. The prelude takes `native`, deletes it from the global object, installs the
 * Web APIs, freezes the built-ins and gives the entry back. Nothing else crosses the wall.
 *
 * Everything in `Native` is answered inside the worker, at once, and is deterministic: no clock, no network, and
 * randomness only from the recorded seed. Byte results are fresh Uint8Arrays. A refused argument throws a TypeError
 * (a DOMException is made from it in TypeScript).
 */
export interface Native {
  /** UTF-8 of a string; lone surrogates become U+FFFD. */
  utf8_encode(text: string): Uint8Array;
  /** Strict when `fatal`: gives undefined for ill-formed input. Else U+FFFD by the Encoding Standard. No BOM handling. */
  utf8_decode(bytes: Uint8Array, fatal: boolean): string | undefined;

  /** Bytes from the execution's seeded generator, at most 65536. Throws while an image is built. */
  random(length: number): Uint8Array;
  /** Milliseconds since 1970 with fraction; stands still between host calls. */
  now(): number;

  /** hash: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512" */
  digest(hash: string, data: Uint8Array): Uint8Array;
  hmac(hash: string, key: Uint8Array, data: Uint8Array): Uint8Array;
  hkdf(hash: string, key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array;
  pbkdf2(hash: string, password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array;
  /** Gives ciphertext followed by the tag. */
  aes_gcm_encrypt(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, data: Uint8Array, tag_bytes: number): Uint8Array;
  /** undefined when the tag does not match. */
  aes_gcm_decrypt(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, data: Uint8Array, tag_bytes: number): Uint8Array | undefined;
  aes_cbc_encrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  aes_cbc_decrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined;
  /** P-256. Private keys are 32-byte scalars, public keys 65-byte uncompressed points. */
  p256_public(private_key: Uint8Array): Uint8Array | undefined;
  p256_check(public_key: Uint8Array): Uint8Array | undefined; // uncompressed form of a valid (compressed or not) point
  /** Deterministic (RFC 6979): r and s, 64 bytes. */
  p256_sign(hash: string, private_key: Uint8Array, data: Uint8Array): Uint8Array;
  p256_verify(hash: string, public_key: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean;
  p256_derive(private_key: Uint8Array, public_key: Uint8Array): Uint8Array | undefined; // ECDH, x coordinate

  /** level: "debug" | "log" | "info" | "warn" | "error" */
  log(level: string, text: string): void;

  /**
   * The door. Sends host call number `call` (1, 2, 3 … within an execution) to the gateway; the answer comes through
   * Entry.deliver. Throws while an image is built.
   */
  host_call(call: number, name: string, arguments_json: string, body: Uint8Array | undefined): void;

  /** Ends the execution. Later calls change nothing. */
  succeed(output_json: string): void;
  fail(code: string, message: string, stack: string): void;
}

/** What the engine calls. */
export interface Entry {
  /** Takes the namespace of the author's module; gives "" or the reason why it cannot be used. */
  install(namespace: object): string;
  /** Begins an execution. `meta_json`: {"id","deadline_ms","trigger":{…}}; parsed when `context` is first looked at. */
  start(input_json: string, meta_json: string): void;
  /**
   * Answer to a host call. ok: `result_json` is the result. Otherwise it is {"code","message"}, and the promise rejects.
   */
  deliver(call: number, ok: boolean, result_json: string, body: Uint8Array | undefined): void;
  /**
   * Called when no job is pending and the execution has not ended: runs the first timer that is due. true: one ran, so
   * drain the jobs and call again. false: none is due; the host call "timer" for the next one is under way, if there is one.
   */
  run_timer(): boolean;
  /** An exception that nobody caught (a job or a timer threw, a promise was rejected without handler). */
  uncaught(reason: unknown, kind: "exception" | "unhandled_rejection"): void;
}
