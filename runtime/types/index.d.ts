/**
 * Types for authors of functions.
 *
 * ```ts
 * import type { Handler } from 'nsl';
 *
 * interface Order { item: string; amount: number }
 *
 * const handler: Handler<Order, { total: string }> = async (order, context) => {
 *   console.log(context.execution.id);
 *   return { total: (order.amount * 1.2).toFixed(2) };
 * };
 * export default handler;
 * ```
 *
 * tsconfig.json: `"lib": ["es2023"], "types": []` and
 * `"paths": { "nsl": ["<this repository>/runtime/types/index.d.ts"] }`. The Web APIs that exist inside come along as globals;
 * do not add the libraries "dom" or "node": they promise what is not there.
 */
/// <reference path="./globals.d.ts" />
/// <reference path="./events.d.ts" />
/// <reference path="./fetch.d.ts" />
/// <reference path="./streams.d.ts" />
/// <reference path="./crypto.d.ts" />

import type { Neo } from './neo.d.ts';
export type { Neo, NeoArgument, NeoEvent, NeoInvoke, NeoOutcome, NeoTransaction, NeoTypes, NeoValue } from './neo.d.ts';

/** What an input is and what an output becomes: JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Why the function runs. */
export interface Trigger {
  /** "http", "async", "schedule", "event" */
  readonly type: string;
  readonly [detail: string]: unknown;
}

export interface Execution {
  /** "ex_..." */
  readonly id: string;
  /** The execution is ended at this time at the latest. */
  readonly deadline: Date;
  readonly trigger: Trigger;
}

/** Secrets that the function has a grant for (`nsl secret grant`). */
export interface Secrets {
  /**
   * The value; needs a grant with the exposure `value`. From then on the value is masked in logs and errors, may be sent
   * to the hosts of the grant only, and an output that has it fails the execution.
   *
   * Rejects with an error whose `code` is "host_call_denied" without a grant, or "secret_unavailable" when the secret is
   * disabled, expired or deleted.
   */
  get(name: string): Promise<string>;
  /**
   * A text that stands for the value in header values, the query and the body of `fetch`; the gateway puts the value in on
   * the way to the hosts of the grant, and takes it out of what comes back. Put it there as it is: encoded (`btoa`) or
   * changed it is plain text. It is good for this execution only.
   */
  reference(name: string): string;
}

/** What a function may use beyond the globals. */
export interface Context {
  readonly execution: Execution;
  readonly secrets: Secrets;
  readonly neo: Neo;
}

/**
 * The default export of a module. The input is the parsed JSON of the request; it is not checked against `Input`. The
 * output is written with JSON.stringify; `undefined` becomes null.
 */
export type Handler<Input = Json, Output = unknown> = (input: Input, context: Context) => Output | Promise<Output>;
