// Where the life of this VM stands. Modules are loaded while the image is built, where the door is shut and the clock
// is fixed; an execution runs in a copy of the image.
import { meta_json } from './execution.ts';

export function is_executing(): boolean {
  return meta_json !== '';
}
