// What happens to an exception that nobody caught: it ends the execution, as it would end a program.
import { describe_failure } from '../failure_text.ts';
import { native } from '../host.ts';

export type UncaughtKind = 'exception' | 'unhandled_rejection';

/** Ends the execution unless it has ended already (the native ignores a second end). */
export function report(reason: unknown, kind: UncaughtKind = 'exception'): void {
  const { message, stack } = describe_failure(reason);
  native.fail(failure_code(message, kind), message, stack);
}

/** `code`, unless the heap's limit was reached: then the engine judges, and it looks at exceptions. */
export function failure_code(message: string, code: string): string {
  return message === 'InternalError: out of memory' ? 'exception' : code;
}
