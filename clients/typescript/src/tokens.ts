import { Resource } from './resource.js';
import { path, type CallOptions } from './transport.js';
import type { MadeToken, Token, TokenRequest } from './types.js';

/** Who may use the service. docs/reference/permissions.md has roles and scopes. */
export class Tokens extends Resource {
  /** What comes back has the token itself; it is not shown again. */
  create(token: TokenRequest, options?: CallOptions): Promise<MadeToken> {
    return this.post('/v1/tokens', token, options);
  }

  list(options?: CallOptions): Promise<Token[]> {
    return this.items('/v1/tokens', options);
  }

  get(name: string, options?: CallOptions): Promise<Token> {
    return this.read(path('/v1/tokens/{}', name), options);
  }

  revoke(name: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/tokens/{}', name), options);
  }
}
