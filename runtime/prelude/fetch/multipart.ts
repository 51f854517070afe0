// multipart/form-data (RFC 7578): written for requests, read from answers.
import { concat } from '../bytes.ts';
import { native } from '../host.ts';
import { bytes_of_blob, File } from './blob.ts';
import { FormData } from './form_data.ts';

/** Parts of one message. */
const parts_max = 10_000;

function escape(name: string): string {
  return name.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');
}

export function write_multipart(form: FormData, boundary: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  const text = (line: string) => pieces.push(native.utf8_encode(line));
  for (const [name, value] of form) {
    const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`;
    if (typeof value === 'string') {
      text(`${disposition}\r\n\r\n${value.replace(/\r\n|\r|\n/g, '\r\n')}\r\n`);
      continue;
    }
    text(`${disposition}; filename="${escape(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`);
    pieces.push(bytes_of_blob(value));
    text('\r\n');
  }
  text(`--${boundary}--\r\n`);
  return concat(pieces);
}

/** Throws a TypeError for what is not a well-formed message. */
export function read_multipart(bytes: Uint8Array, boundary: string): FormData {
  const form = new FormData();
  const mark = native.utf8_encode(`--${boundary}`);
  let at = find(bytes, mark, 0);
  for (let parts = 0; at >= 0 && parts < parts_max; ++parts) {
    const start = at + mark.length;
    if (bytes[start] === 0x2d && bytes[start + 1] === 0x2d) return form;  // "--" after the last part
    const next = find(bytes, mark, start);
    const head_end = find(bytes, native.utf8_encode('\r\n\r\n'), start);
    if (next < 0 || head_end < 0 || head_end > next) break;
    const head = native.utf8_decode(bytes.subarray(start + 2, head_end), false)!;
    add_part(form, head, bytes.slice(head_end + 4, Math.max(head_end + 4, next - 2)));
    at = next;
  }
  throw new TypeError('The body is not well-formed multipart/form-data');
}

function add_part(form: FormData, head: string, body: Uint8Array): void {
  const name = parameter(head, 'name');
  if (name === undefined) throw new TypeError('A part of the multipart body has no name');
  const file_name = parameter(head, 'filename');
  if (file_name === undefined) return form.append(name, native.utf8_decode(body, false)!);
  const type = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? 'text/plain';
  form.append(name, new File([body], file_name, { type }));
}

function parameter(head: string, name: string): string | undefined {
  const match = new RegExp(`^content-disposition:[^\\r\\n]*[;\\s]${name}=(?:"([^"]*)"|([^;\\s]+))`, 'im').exec(head);
  return (match?.[1] ?? match?.[2])?.replaceAll('%22', '"').replaceAll('%0D%0A', '\r\n');
}

function find(bytes: Uint8Array, pattern: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(pattern[0]!, from); at >= 0; at = bytes.indexOf(pattern[0]!, at + 1)) {
    if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
