// base64url for keys (RFC 4648 section 5). atob and btoa are built into the engine.

interface Base64Bytes {
  toBase64(options?: { alphabet?: 'base64' | 'base64url'; omitPadding?: boolean }): string;
}
interface Base64Maker {
  fromBase64(text: string, options?: { alphabet?: 'base64' | 'base64url'; lastChunkHandling?: 'strict' | 'loose' }): Uint8Array;
}

export function to_base64url(bytes: Uint8Array): string {
  return (bytes as unknown as Base64Bytes).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** undefined when the text is not base64url. */
export function from_base64url(text: string): Uint8Array | undefined {
  try {
    return (Uint8Array as unknown as Base64Maker).fromBase64(text, { alphabet: 'base64url' });
  } catch {
    return undefined;
  }
}
