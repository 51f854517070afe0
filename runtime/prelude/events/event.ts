// Event and CustomEvent (DOM Standard, section 2). There is no tree here: an event has one target and no path.
import type { EventTarget } from './event_target.ts';
import { show_as, tag } from '../interface.ts';
import { elapsed_ms } from '../performance.ts';

const at_target = 2;

/** The part of an event's state that dispatching changes. */
export interface Dispatch {
  target: EventTarget | null;
  current: EventTarget | null;
  stopped: boolean;            // stopImmediatePropagation
  passive: boolean;            // the listener that runs promised not to cancel
  active: boolean;
}

export class Event {
  static readonly NONE = 0;
  static readonly CAPTURING_PHASE = 1;
  static readonly AT_TARGET = at_target;
  static readonly BUBBLING_PHASE = 3;

  readonly #type: string;
  readonly #bubbles: boolean;
  readonly #cancelable: boolean;
  readonly #composed: boolean;
  readonly #time_stamp: number;
  readonly #dispatch: Dispatch = { target: null, current: null, stopped: false, passive: false, active: false };
  #canceled = false;
  #propagation_stopped = false;

  constructor(type: unknown, init?: { bubbles?: boolean; cancelable?: boolean; composed?: boolean }) {
    if (arguments.length === 0) throw new TypeError('An Event needs a type');
    this.#type = `${type as string}`;
    this.#bubbles = Boolean(init?.bubbles);
    this.#cancelable = Boolean(init?.cancelable);
    this.#composed = Boolean(init?.composed);
    this.#time_stamp = elapsed_ms();
  }

  get type(): string { return this.#type; }
  get bubbles(): boolean { return this.#bubbles; }
  get cancelable(): boolean { return this.#cancelable; }
  get composed(): boolean { return this.#composed; }
  get timeStamp(): number { return this.#time_stamp; }
  get target(): EventTarget | null { return this.#dispatch.target; }
  get srcElement(): EventTarget | null { return this.#dispatch.target; }
  get currentTarget(): EventTarget | null { return this.#dispatch.current; }
  get eventPhase(): number { return this.#dispatch.active ? at_target : 0; }
  get defaultPrevented(): boolean { return this.#canceled; }
  get returnValue(): boolean { return !this.#canceled; }
  get isTrusted(): boolean { return false; }
  get cancelBubble(): boolean { return this.#propagation_stopped; }
  set cancelBubble(value: boolean) { if (value) this.stopPropagation(); }

  composedPath(): EventTarget[] { return this.#dispatch.active ? [this.#dispatch.target!] : []; }
  preventDefault(): void { if (this.#cancelable && !this.#dispatch.passive) this.#canceled = true; }
  stopPropagation(): void { this.#propagation_stopped = true; }
  stopImmediatePropagation(): void {
    this.#propagation_stopped = true;
    this.#dispatch.stopped = true;
  }

  /** The state that EventTarget works on. Throws a TypeError for what is not an Event. */
  static dispatch_of(event: Event): Dispatch { return event.#dispatch; }
}
tag(Event, 'Event');
show_as(Event, 'Event', ({ type }) => ({ type }));

/** Taken off the class, so that only this prelude has it. */
export const dispatch_of = Event.dispatch_of;
delete (Event as { dispatch_of?: unknown }).dispatch_of;

export class CustomEvent extends Event {
  readonly #detail: unknown;

  constructor(type: unknown, init?: { bubbles?: boolean; cancelable?: boolean; composed?: boolean; detail?: unknown }) {
    super(type, init);
    this.#detail = init?.detail ?? null;
  }

  get detail(): unknown { return this.#detail; }
}
tag(CustomEvent, 'CustomEvent');
show_as(CustomEvent, 'CustomEvent', ({ type, detail }) => ({ type, detail }));
