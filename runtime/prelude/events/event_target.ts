// EventTarget (DOM Standard, section 2.7), without a tree: listeners of the target itself, in the order of adding.
import { report } from '../engine/report.ts';
import { tag } from '../interface.ts';
import { dom_error } from '../dom_exception.ts';
import { dispatch_of, type Event } from './event.ts';
import type { AbortSignal } from './abort.ts';

type Callback = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };
interface ListenerOptions { capture?: boolean; once?: boolean; passive?: boolean; signal?: AbortSignal }
interface Listener { callback: Callback; capture: boolean; once: boolean; passive: boolean; removed: boolean }

function capture_of(options: boolean | ListenerOptions | undefined): boolean {
  return typeof options === 'object' && options !== null ? Boolean(options.capture) : Boolean(options);
}

export class EventTarget {
  #listeners: Map<string, Listener[]> | undefined;  // made when needed: most signals have no listener

  addEventListener(type: unknown, callback: Callback | null, options?: boolean | ListenerOptions): void {
    const { once, passive, signal } = typeof options === 'object' && options !== null ? options : {} as ListenerOptions;
    if (callback === null || callback === undefined || signal?.aborted) return;
    const listener = { callback, capture: capture_of(options), once: Boolean(once), passive: Boolean(passive), removed: false };
    const name = `${type as string}`;
    const all = this.#listeners ??= new Map<string, Listener[]>();
    const same_type = all.get(name) ?? [];
    if (same_type.some((other) => other.callback === callback && other.capture === listener.capture)) return;
    all.set(name, [...same_type, listener]);
    signal?.addEventListener('abort', () => this.removeEventListener(name, callback, listener.capture), { once: true });
  }

  removeEventListener(type: unknown, callback: Callback | null, options?: boolean | ListenerOptions): void {
    const name = `${type as string}`;
    const same_type = this.#listeners?.get(name);
    const capture = capture_of(options);
    const listener = same_type?.find((other) => other.callback === callback && other.capture === capture);
    if (!same_type || !listener) return;
    listener.removed = true;
    this.#listeners!.set(name, same_type.filter((other) => other !== listener));
  }

  dispatchEvent(event: Event): boolean {
    const dispatch = dispatch_of(event);
    if (dispatch.active) throw dom_error('InvalidStateError', 'The event is already being dispatched');
    dispatch.active = true;
    dispatch.target = dispatch.current = this;
    // Listeners added meanwhile are in a new list; those removed meanwhile are marked.
    for (const listener of this.#listeners?.get(event.type) ?? []) {
      if (listener.removed) continue;
      if (listener.once) this.removeEventListener(event.type, listener.callback, listener.capture);
      dispatch.passive = listener.passive;
      call_listener(listener.callback, event, this);
      if (dispatch.stopped) break;
    }
    dispatch.active = dispatch.passive = dispatch.stopped = false;
    dispatch.current = null;
    return !event.defaultPrevented;
  }
}
tag(EventTarget, 'EventTarget');

function call_listener(callback: Callback, event: Event, target: EventTarget): void {
  try {
    if (typeof callback === 'function') callback.call(target, event);
    else callback.handleEvent(event);
  } catch (error) {
    report(error);
  }
}

/** The `onabort` kind of attribute: a listener that assigning replaces. */
export class HandlerAttribute {
  readonly type: string;
  #value: ((event: Event) => unknown) | null = null;
  readonly #listener = (event: Event): unknown => this.#value?.call(event.currentTarget, event);

  constructor(type: string) {
    this.type = type;
  }

  get(): ((event: Event) => unknown) | null { return this.#value; }

  set(target: EventTarget, value: unknown): void {
    const had = this.#value !== null;
    this.#value = typeof value === 'function' ? value as (event: Event) => unknown : null;
    if (!had && this.#value) target.addEventListener(this.type, this.#listener);
    if (had && !this.#value) target.removeEventListener(this.type, this.#listener);
  }
}
