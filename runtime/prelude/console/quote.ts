// Quotes a string as JavaScript would be written: single quotes unless the text has some and no double ones.

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' };

export function quote(text: string): string {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
  const body = text.replace(/[\x00-\x1f\x7f-\x9f\\'"`]/g, (character) => {
    if (character === mark) return `\\${mark}`;
    if (character === "'" || character === '"' || character === '`') return character;
    return escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
  });
  return mark + body + mark;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A property name as it stands before the colon. */
export function show_key(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${key.toString()}]`;
  return identifier.test(key) ? key : quote(key);
}
