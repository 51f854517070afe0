// Where the life of this VM stands. Modules are loaded while the image is built, where the door is shut and the clock
// is fixed; an execution runs in a copy of the image.

let read_meta = (): string => '';

/** What the engine tells about this execution, as JSON; empty while modules are loaded. */
export function meta_json(): string {
  return read_meta();
}

export function is_executing(): boolean {
  return read_meta() !== '';
}

export function set_meta_source(source: () => string): void {
  read_meta = source;
}
