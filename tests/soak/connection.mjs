// One connection that is kept as long as the server keeps it, with a reader of answers of its own: what is under test is
// also what is on the wire.
import net from 'node:net';
import { gunzipSync } from 'node:zlib';

const answer_max = 64 << 20;

const text_of = (headers, body) => (headers['content-encoding'] === 'gzip' && body.length ? gunzipSync(body) : body).toString('utf8');

export class Connection {
  constructor(url) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port), noDelay: true };
  }

  async open() {
    if (this.socket && !this.socket.destroyed && !this.ended) return;
    this.close();
    this.received = Buffer.alloc(0);
    this.ended = false;
    const socket = (this.socket = net.connect(this.address));
    const here = (action) => (bytes) => socket === this.socket && (action(bytes), this.wake?.());
    socket.on('error', () => {});
    socket.on('data', here((bytes) => (this.received = this.received.length ? Buffer.concat([this.received, bytes]) : bytes)));
    socket.on('close', here(() => (this.ended = true)));
    await new Promise((resolve) => (socket.once('connect', resolve), socket.once('close', resolve)));
  }

  close() {
    this.socket?.destroy();
    this.socket = undefined;
  }

  /**
   * Sends the bytes and reads one answer: {status, headers, body, stream}; undefined when there is none within `ms`.
   * stream: the answer has no end, and was left after its head.
   */
  async ask(bytes, method, ms) {
    await this.open();
    this.socket.write(bytes);
    const deadline = performance.now() + ms;
    while (true) {
      const answer = this.take(method);
      if (answer) {
        if (answer.stream || /close/i.test(answer.headers.connection ?? '')) this.close();
        return answer;
      }
      const left = deadline - performance.now();
      if (this.ended || left <= 0 || this.received.length > answer_max) break;
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => (clearTimeout(timer), resolve());
      });
      this.wake = undefined;
    }
    this.close();
    return undefined;
  }

  /** The first whole answer of what was received. */
  take(method) {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [line, ...fields] = this.received.toString('latin1', 0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})( |$)/.exec(line)?.[1]);
    if (!status) throw new Error(`no status line: ${line.slice(0, 100)}`);
    if (status < 200) {
      this.received = this.received.subarray(end + 4);
      return this.take(method);
    }
    const headers = {};
    for (const field of fields) {
      const colon = field.indexOf(':');
      headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim();
    }
    if (/event-stream/.test(headers['content-type'] ?? '') && !headers['content-length']) return { status, headers, body: '', stream: true };
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    if (headers['transfer-encoding'] === 'chunked' && !bodiless) return this.take_chunks(status, headers, end + 4);
    const length = bodiless ? 0 : Number(headers['content-length'] ?? 0);
    if (this.received.length < end + 4 + length) return undefined;
    const body = this.received.subarray(end + 4, end + 4 + length);
    this.received = this.received.subarray(end + 4 + length);
    return { status, headers, body: text_of(headers, body) };
  }

  take_chunks(status, headers, at) {
    const parts = [];
    while (true) {
      const line = this.received.indexOf('\r\n', at);
      if (line < 0) return undefined;
      const size = parseInt(this.received.toString('latin1', at, line), 16);
      if (this.received.length < line + 2 + size + 2) return undefined;
      if (size === 0) break;
      parts.push(this.received.subarray(line + 2, line + 2 + size));
      at = line + 2 + size + 2;
    }
    this.received = this.received.subarray(this.received.indexOf('\r\n', at) + 4);
    return { status, headers, body: text_of(headers, Buffer.concat(parts)) };
  }
}
