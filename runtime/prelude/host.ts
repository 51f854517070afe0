// Takes the natives off the global object. Nothing else may reach them: they are the only way out of the VM.
import type { Native } from './native.d.ts';

const holder = globalThis as unknown as { native?: Native };

export const native: Native = holder.native!;
delete holder.native;
