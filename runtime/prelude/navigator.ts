// navigator: enough for libraries that ask where they run.
import { tag } from './interface.ts';

export class Navigator {
  get userAgent(): string { return 'nsl'; }
  get language(): string { return 'en-US'; }
  get languages(): readonly string[] { return ['en-US']; }
  get hardwareConcurrency(): number { return 1; }
  get onLine(): boolean { return true; }
}
tag(Navigator, 'Navigator');
