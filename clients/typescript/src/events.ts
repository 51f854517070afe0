import { NslError } from './error.js';

/** A server-sent event (WHATWG HTML, section 9.2). */
export interface ServerSentEvent {
  event: string;
  id: string;
  data: string;
}

// Above the longest line the service writes: an execution may log 4 MiB, in JSON.
const LINE_CHARACTERS_MAX = 16 * 1024 * 1024;

/** The events of a stream of bytes. Comments and fields that nobody needs are passed over. */
export async function* eventsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent, void, void> {
  let event = '';
  let id = '';
  let data: string[] = [];
  for await (const line of linesOf(bytes)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', id, data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}

// Lines end with CR LF, LF or CR. A CR at the end of a chunk waits for what follows: it may be half of CR LF.
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const held = rest.endsWith('\r') ? '\r' : '';
    const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + held;
    if (rest.length > LINE_CHARACTERS_MAX) throw new NslError('bad_answer', 'an event is too long', { status: 200 });
    yield* lines;
  }
}
