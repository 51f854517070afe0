// AbortController and AbortSignal (DOM Standard, section 3).
import { dom_error } from '../dom_exception.ts';
import { show_as, tag } from '../interface.ts';
import { setTimeout } from '../timers.ts';
import { Event } from './event.ts';
import { EventTarget, HandlerAttribute } from './event_target.ts';

const may_construct = Symbol('AbortSignal');

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;
  readonly #on_abort = new HandlerAttribute('abort');

  constructor(permission?: symbol) {
    if (permission !== may_construct) throw new TypeError('Illegal constructor: use AbortController');
    super();
  }

  get aborted(): boolean { return this.#aborted; }
  get reason(): unknown { return this.#reason; }
  get onabort(): ((event: Event) => unknown) | null { return this.#on_abort.get(); }
  set onabort(value: unknown) { this.#on_abort.set(this, value); }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(may_construct);
    signal.#abort(reason);
    return signal;
  }

  static timeout(milliseconds: number): AbortSignal {
    const signal = new AbortSignal(may_construct);
    setTimeout(() => signal.#abort(dom_error('TimeoutError', 'The operation was aborted due to timeout')), milliseconds);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const sources = [...signals];
    const combined = new AbortSignal(may_construct);
    for (const source of sources) {
      if (!(source instanceof AbortSignal)) throw new TypeError('AbortSignal.any takes AbortSignals');
    }
    const aborted = sources.find((source) => source.aborted);
    if (aborted) combined.#abort(aborted.reason);
    else for (const source of sources) source.addEventListener('abort', () => combined.#abort(source.reason), { once: true });
    return combined;
  }

  #abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason === undefined ? dom_error('AbortError', 'The operation was aborted') : reason;
    this.dispatchEvent(new Event('abort'));
  }

  static make(): { signal: AbortSignal; abort(reason: unknown): void } {
    const signal = new AbortSignal(may_construct);
    return { signal, abort: (reason) => signal.#abort(reason) };
  }
}
tag(AbortSignal, 'AbortSignal');
show_as(AbortSignal, 'AbortSignal', ({ aborted, reason }) => ({ aborted, reason }));

const make_signal = AbortSignal.make;
delete (AbortSignal as { make?: unknown }).make;

export class AbortController {
  readonly #source = make_signal();

  get signal(): AbortSignal { return this.#source.signal; }
  abort(reason?: unknown): void { this.#source.abort(reason); }
}
tag(AbortController, 'AbortController');
