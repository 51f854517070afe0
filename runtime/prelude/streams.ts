// ReadableStream (Streams Standard), the part that makes sense where bodies arrive whole: default controller and reader,
// cancel, tee, async iteration, from(). No byte streams, no pipes.
import { is_object, tag } from './interface.ts';

interface UnderlyingSource {
  start?(controller: ReadableStreamDefaultController): unknown;
  pull?(controller: ReadableStreamDefaultController): unknown;
  cancel?(reason: unknown): unknown;
  type?: string;
}
interface ReadRequest {
  resolve(result: { value: unknown; done: boolean }): void;
  reject(error: unknown): void;
}

/** The state of a stream, shared by its stream, controller and reader objects. */
class Channel {
  state: 'readable' | 'closed' | 'errored' = 'readable';
  error: unknown = undefined;
  reader: ReadableStreamDefaultReader | null = null;
  disturbed = false;
  readonly #chunks: unknown[] = [];
  readonly #requests: ReadRequest[] = [];
  readonly #source: UnderlyingSource;
  readonly #high_water_mark: number;
  readonly #controller: ReadableStreamDefaultController;
  readonly #closed = Promise.withResolvers<undefined>();
  #close_requested = false;
  #pulling = false;
  #started = false;

  constructor(source: UnderlyingSource, high_water_mark: number) {
    this.#source = source;
    this.#high_water_mark = high_water_mark;
    this.#closed.promise.catch(() => {});
    this.#controller = make_controller(this);
    const started = source.start?.(this.#controller);
    Promise.resolve(started).then(() => { this.#started = true; this.#pull(); }, (error) => this.fail(error));
  }

  get closed(): Promise<undefined> { return this.#closed.promise; }
  get room(): number | null {
    if (this.state === 'errored') return null;
    return this.state === 'closed' ? 0 : this.#high_water_mark - this.#chunks.length;
  }
  get can_enqueue(): boolean { return this.state === 'readable' && !this.#close_requested; }

  enqueue(chunk: unknown): void {
    if (!this.can_enqueue) throw new TypeError('The stream is closed or has failed');
    const request = this.#requests.shift();
    if (request) request.resolve({ value: chunk, done: false });
    else this.#chunks.push(chunk);
    this.#pull();
  }

  close(): void {
    if (!this.can_enqueue) throw new TypeError('The stream is closed or has failed');
    this.#close_requested = true;
    if (this.#chunks.length === 0) this.#finish();
  }

  fail(error: unknown): void {
    if (this.state !== 'readable') return;
    this.state = 'errored';
    this.error = error;
    this.#chunks.length = 0;
    for (const request of this.#requests.splice(0)) request.reject(error);
    this.#closed.reject(error);
  }

  read(): Promise<{ value: unknown; done: boolean }> {
    this.disturbed = true;
    if (this.state === 'errored') return Promise.reject(this.error);
    if (this.#chunks.length > 0) {
      const value = this.#chunks.shift();
      if (this.#close_requested && this.#chunks.length === 0) this.#finish();
      else this.#pull();
      return Promise.resolve({ value, done: false });
    }
    if (this.state === 'closed') return Promise.resolve({ value: undefined, done: true });
    const request = Promise.withResolvers<{ value: unknown; done: boolean }>();
    this.#requests.push(request);
    this.#pull();
    return request.promise;
  }

  async cancel(reason: unknown): Promise<undefined> {
    this.disturbed = true;
    if (this.state === 'closed') return;
    if (this.state === 'errored') throw this.error;
    this.#chunks.length = 0;
    this.#finish();
    await this.#source.cancel?.(reason);
  }

  /** The reader lets go: its unanswered reads fail. */
  abandon(): void {
    for (const request of this.#requests.splice(0)) request.reject(new TypeError('The reader was released'));
    this.reader = null;
  }

  #finish(): void {
    this.state = 'closed';
    for (const request of this.#requests.splice(0)) request.resolve({ value: undefined, done: true });
    this.#closed.resolve(undefined);
  }

  #pull(): void {
    const wanted = this.#requests.length > 0 || this.room! > 0;
    if (!this.#source.pull || !this.#started || this.#pulling || !this.can_enqueue || !wanted) return;
    this.#pulling = true;
    void this.#pull_once();
  }

  async #pull_once(): Promise<void> {
    try {
      await this.#source.pull!(this.#controller);
      this.#pulling = false;
      if (this.#requests.length > 0 || this.#chunks.length < this.#high_water_mark) this.#pull();
    } catch (error) {
      this.fail(error);
    }
  }
}

const may_construct = Symbol('stream internals');

export class ReadableStreamDefaultController {
  readonly #channel: Channel;

  constructor(permission?: symbol, channel?: Channel) {
    if (permission !== may_construct) throw new TypeError('Illegal constructor');
    this.#channel = channel!;
  }

  get desiredSize(): number | null { return this.#channel.room; }
  enqueue(chunk?: unknown): void { this.#channel.enqueue(chunk); }
  close(): void { this.#channel.close(); }
  error(reason?: unknown): void { this.#channel.fail(reason); }
}
tag(ReadableStreamDefaultController, 'ReadableStreamDefaultController');

function make_controller(channel: Channel): ReadableStreamDefaultController {
  return new ReadableStreamDefaultController(may_construct, channel);
}

export class ReadableStreamDefaultReader {
  #channel: Channel | null;
  readonly #closed: Promise<undefined>;

  constructor(stream: ReadableStream) {
    const channel = channel_of(stream);
    if (channel.reader) throw new TypeError('The stream is locked to another reader');
    channel.reader = this;
    this.#channel = channel;
    this.#closed = channel.closed;
  }

  get closed(): Promise<undefined> { return this.#closed; }

  read(): Promise<{ value: unknown; done: boolean }> {
    return this.#channel ? this.#channel.read() : Promise.reject(new TypeError('The reader was released'));
  }
  cancel(reason?: unknown): Promise<undefined> {
    return this.#channel ? this.#channel.cancel(reason) : Promise.reject(new TypeError('The reader was released'));
  }
  releaseLock(): void {
    this.#channel?.abandon();
    this.#channel = null;
  }
}
tag(ReadableStreamDefaultReader, 'ReadableStreamDefaultReader');

export class ReadableStream {
  readonly #channel: Channel;

  constructor(source: UnderlyingSource = {}, strategy?: { highWaterMark?: number }) {
    if (source.type !== undefined) throw new RangeError('Byte streams are not supported');
    this.#channel = new Channel(source, Number(strategy?.highWaterMark ?? 1));
  }

  static from(iterable: Iterable<unknown> | AsyncIterable<unknown>): ReadableStream {
    const method = (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator] ?? (iterable as Iterable<unknown>)[Symbol.iterator];
    if (typeof method !== 'function') throw new TypeError('ReadableStream.from takes an iterable');
    const iterator = Reflect.apply(method, iterable, []) as AsyncIterator<unknown>;
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) { await iterator.return?.(reason); },
    }, { highWaterMark: 0 });
  }

  get locked(): boolean { return this.#channel.reader !== null; }

  getReader(options?: { mode?: string }): ReadableStreamDefaultReader {
    if (options?.mode !== undefined) throw new RangeError('Byte streams are not supported');
    return new ReadableStreamDefaultReader(this);
  }

  cancel(reason?: unknown): Promise<undefined> {
    return this.locked ? Promise.reject(new TypeError('The stream is locked')) : this.#channel.cancel(reason);
  }

  tee(): [ReadableStream, ReadableStream] {
    const reader = this.getReader();
    const branches: ReadableStreamDefaultController[] = [];
    const open = new Set<number>([0, 1]);
    const pull = async () => {
      const { value, done } = await reader.read();
      for (const index of open) done ? branches[index]!.close() : branches[index]!.enqueue(value);
    };
    const branch = (index: number) => new ReadableStream({
      start(controller) { branches[index] = controller; },
      pull,
      async cancel(reason) {
        open.delete(index);
        if (open.size === 0) await reader.cancel(reason);
      },
    }, { highWaterMark: 0 });
    const pair: [ReadableStream, ReadableStream] = [branch(0), branch(1)];
    reader.closed.catch((error: unknown) => branches.forEach((controller) => controller.error(error)));
    return pair;
  }

  async *values(options?: { preventCancel?: boolean }): AsyncGenerator<unknown> {
    const reader = this.getReader();
    let finished = false;
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        yield value;
      }
      finished = true;
    } finally {
      if (!finished && !options?.preventCancel) await reader.cancel().catch(() => {});
      reader.releaseLock();
    }
  }

  [Symbol.asyncIterator](options?: { preventCancel?: boolean }): AsyncGenerator<unknown> {
    return this.values(options);
  }

  static channel_of(stream: ReadableStream): Channel { return stream.#channel; }
}
tag(ReadableStream, 'ReadableStream');

const channel_of = ReadableStream.channel_of;
delete (ReadableStream as { channel_of?: unknown }).channel_of;

/** True when somebody has begun to read: such a stream cannot be a body. */
export function is_used(stream: ReadableStream): boolean {
  return channel_of(stream).disturbed || stream.locked;
}

/** A stream that gives these bytes as one chunk. */
export function stream_of(bytes: Uint8Array): ReadableStream {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** Everything the stream gives; its chunks must be Uint8Arrays. */
export async function read_all(stream: ReadableStream): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    if (!is_object(chunk) || !(chunk instanceof Uint8Array)) throw new TypeError('A body stream must give Uint8Arrays');
    chunks.push(chunk);
  }
  return chunks;
}
