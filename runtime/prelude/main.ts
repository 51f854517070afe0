// The table of contents of the prelude: installs the Web APIs, freezes the built-ins, gives the engine its entries.
// Evaluated once, when the base image is made. The order of imports is free
// but for host.ts, the first, and execution.ts, the last: its code shall lie beside what it makes (see there).
import './host.ts';
import { console } from './console/console.ts';
import { Crypto, CryptoKey, SubtleCrypto } from './crypto/crypto.ts';
import { TextDecoder, TextEncoder } from './encoding.ts';
import { deliver } from './engine/host_call.ts';
import { report } from './engine/report.ts';
import { AbortController, AbortSignal } from './events/abort.ts';
import { CustomEvent, Event } from './events/event.ts';
import { EventTarget } from './events/event_target.ts';
import { Blob, File } from './fetch/blob.ts';
import { fetch } from './fetch/fetch.ts';
import { FormData } from './fetch/form_data.ts';
import { Headers } from './fetch/headers.ts';
import { Request } from './fetch/request.ts';
import { Response } from './fetch/response.ts';
import { freeze_builtins } from './freeze.ts';
import { define_global } from './interface.ts';
import { Intl, use_intl_in_builtins } from './intl/intl.ts';
import type { Entry } from './native.d.ts';
import { Navigator } from './navigator.ts';
import { Performance } from './performance.ts';
import { repair_regexp } from './regexp.ts';
import { ReadableStream, ReadableStreamDefaultController, ReadableStreamDefaultReader } from './streams.ts';
import { structuredClone } from './structured_clone.ts';
import { clearTimeout, run_timer, setImmediate, setInterval, setTimeout } from './timers.ts';
import { URL, URLSearchParams } from './url.ts';
import { make_runner } from './engine/execution.ts';

const globals = {
  self: globalThis,
  console, structuredClone, fetch, Intl,
  navigator: new Navigator(), Navigator, performance: new Performance(), Performance,
  crypto: new Crypto(), Crypto, CryptoKey, SubtleCrypto,
  TextDecoder, TextEncoder, URL, URLSearchParams,
  Event, CustomEvent, EventTarget, AbortController, AbortSignal,
  Blob, File, FormData, Headers, Request, Response,
  ReadableStream, ReadableStreamDefaultController, ReadableStreamDefaultReader,
  setTimeout, clearTimeout, setInterval, clearInterval: clearTimeout, setImmediate, clearImmediate: clearTimeout,
  reportError: (error: unknown) => report(error),
};

repair_regexp();
use_intl_in_builtins();
/** Web APIs that the engine brings along. */
const built_in = ['DOMException', 'queueMicrotask', 'atob', 'btoa'];

for (const [name, value] of Object.entries(globals)) define_global(name, value);
freeze_builtins({ replaceable: new Set([...Object.keys(globals), ...built_in]), open: new Set<object>([fetch, console]) });

const entry: Entry = { ...make_runner(), deliver, run_timer, uncaught: report };
export default entry;
