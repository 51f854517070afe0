// What QuickJS-NG has and TypeScript's library does not know.
interface InternalError extends Error {}
declare const InternalError: { new (message?: string): InternalError; readonly prototype: InternalError };

declare class DOMException extends Error {
  constructor(message?: string, name?: string);
  readonly code: number;
}
declare function queueMicrotask(callback: () => void): void;
