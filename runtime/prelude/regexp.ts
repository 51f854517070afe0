// The RegExp constructor, with one fault of QuickJS-NG 0.17.0 repaired: with the v flag it applies the rules for
// characters inside [classes] everywhere, so that it refuses /a-b/v and /;;/v. Bundlers turn literals with that flag into
// calls of the constructor for our target (ES2022), so the constructor is the place. The fault is that of
// https://github.com/bellard/quickjs/issues/520. Delete this file when `new RegExp('a-b', 'v')` works.

const Builtin = RegExp;

/** An escape, the opening of a group, a counted repetition, or a single character. */
const tokens = /\\(?:[pP]\{[^}]*\}|k<[^>]*>|[^])|\(\?(?:[a-z]*-?[a-z]*:|<?[=!]|<[^>]*>)|\{\d*,?\d*\}|[^]/g;
const refused_outside_classes = '-/!#%&,:;<=>@`~';

/** The same pattern with those characters written as escapes. */
function escape_outside_classes(pattern: string): string {
  let depth = 0;
  return pattern.replace(tokens, (token) => {
    if (token === '[') ++depth;
    if (token === ']') --depth;
    const refused = depth === 0 && token.length === 1 && refused_outside_classes.includes(token);
    return refused ? `\\x${token.charCodeAt(0).toString(16)}` : token;
  });
}

function construct(pattern: unknown, flags: unknown, target: Function): RegExp {
  const args = flags === undefined ? [pattern] : [pattern, flags];
  if (typeof pattern !== 'string' || typeof flags !== 'string' || !flags.includes('v')) return Reflect.construct(Builtin, args, target) as RegExp;
  try {
    return Reflect.construct(Builtin, args, target) as RegExp;
  } catch (error) {
    try {
      return Reflect.construct(Builtin, [escape_outside_classes(pattern), flags], target) as RegExp;
    } catch {
      throw error;
    }
  }
}

function RegExpConstructor(this: unknown, pattern: unknown, flags: unknown): RegExp {
  const called_as_function = new.target === undefined;
  if (called_as_function && flags === undefined && pattern instanceof Builtin && pattern.constructor === RegExpConstructor) return pattern;
  return construct(pattern, flags, new.target ?? RegExpConstructor);
}

/** Puts the repaired constructor in the place of the built-in one. */
export function repair_regexp(): void {
  for (const key of Reflect.ownKeys(Builtin)) {
    Object.defineProperty(RegExpConstructor, key, Object.getOwnPropertyDescriptor(Builtin, key)!);
  }
  Object.defineProperty(Builtin.prototype, 'constructor', { value: RegExpConstructor });
  Object.defineProperty(globalThis, 'RegExp', { value: RegExpConstructor });
}
