// DOMException is built into the engine. This only spares the callers the order of its arguments.

export type DomErrorName =
  | 'AbortError' | 'DataCloneError' | 'DataError' | 'InvalidAccessError' | 'InvalidCharacterError' | 'InvalidStateError'
  | 'NotSupportedError' | 'OperationError' | 'QuotaExceededError' | 'SyntaxError' | 'TimeoutError' | 'TypeMismatchError';

export function dom_error(name: DomErrorName, message: string): DOMException {
  return new DOMException(message, name);
}
