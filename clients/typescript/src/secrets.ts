import type { Pages } from './paging.js';
import { Resource, type ListOptions } from './resource.js';
import { path, type CallOptions } from './transport.js';
import type * as types from './types.js';

export interface ChangeOptions extends CallOptions {
  /** Only when the secret is at this `revision`; else nothing is done and `precondition_failed` is thrown. */
  ifRevision?: number | undefined;
}

export interface SetSecretOptions extends ChangeOptions, Omit<types.SetSecretRequest, 'value' | 'value_base64'> {
  /** Only when there is none of this name. */
  create?: boolean;
}

/** Values that functions use. The service gives none back but to `reveal`. */
export class Secrets extends Resource {
  /** Makes a new version, of text or bytes. */
  set(name: string, value: string | Uint8Array, options: SetSecretOptions = {}): Promise<types.Secret> {
    const { signal, timeoutMs, ifRevision, create, ...about } = options;
    const body = { ...(typeof value === 'string' ? { value } : { value_base64: base64(value) }), ...about };
    const headers = { ...when(ifRevision), 'If-None-Match': create ? '*' : undefined };
    const call = { method: 'PUT', path: path('/v1/secrets/{}', name), headers, body } as const;
    return this.transport.request({ ...call, signal, timeoutMs });
  }

  get(name: string, options?: CallOptions): Promise<types.Secret> {
    return this.read(path('/v1/secrets/{}', name), options);
  }

  list(options: ListOptions = {}): Pages<types.Secret> {
    return this.pages('/v1/secrets', options);
  }

  /** Changes what is known about it; not its value. */
  update(name: string, change: types.UpdateSecretRequest, options: ChangeOptions = {}): Promise<types.Secret> {
    const { ifRevision, ...rest } = options;
    const call = { method: 'PATCH', path: path('/v1/secrets/{}', name), body: change } as const;
    return this.transport.request({ ...call, headers: when(ifRevision), ...rest });
  }

  /** Destroys all versions and grants. There is no way back; `setState` has milder ones. */
  destroy(name: string, { ifRevision, ...options }: ChangeOptions = {}): Promise<void> {
    return this.remove(path('/v1/secrets/{}', name), options, { headers: when(ifRevision) });
  }

  versions(name: string, options?: CallOptions): Promise<types.SecretVersion[]> {
    return this.items(path('/v1/secrets/{}/versions', name), options);
  }

  /** Makes an older version the current one: the one before, or `version`. */
  rollback(name: string, version?: number, { ifRevision, ...options }: ChangeOptions = {}): Promise<types.Secret> {
    return this.post(path('/v1/secrets/{}/rollback', name), { version }, options, { headers: when(ifRevision) });
  }

  /** Of the secret, or of one `version`. */
  setState(
    name: string,
    state: types.SecretState,
    { version, ifRevision, ...options }: ChangeOptions & { version?: number } = {},
  ): Promise<types.Secret> {
    return this.post(path('/v1/secrets/{}/state', name), { state, version }, options, { headers: when(ifRevision) });
  }

  /** The value. Needs the scope `secrets:reveal` and a reason, which goes into the audit log. */
  async reveal(name: string, reason: string, options: CallOptions & { version?: number } = {}): Promise<Uint8Array> {
    const { version, ...rest } = options;
    const where = path('/v1/secrets/{}/reveal', name);
    const { value_base64: text } = await this.post<{ value_base64: string }>(where, { reason, version }, rest);
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  }

  /** Lets a function use it. */
  grant(name: string, grant: types.GrantRequest, options?: CallOptions): Promise<types.Grant> {
    return this.post(path('/v1/secrets/{}/grants', name), grant, options);
  }

  grants(name: string, options?: CallOptions): Promise<types.Grant[]> {
    return this.items(path('/v1/secrets/{}/grants', name), options);
  }

  revoke(name: string, grant: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/secrets/{}/grants/{}', name, grant), options);
  }
}

function when(revision: number | undefined): { 'If-Match': string | undefined } {
  return { 'If-Match': revision === undefined ? undefined : `"${revision}"` };
}

// Byte by byte, because a call with a spread of 64 KiB has too many arguments for some engines.
function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
