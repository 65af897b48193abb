/** What operators read of a frame: live frames, replayed ones and made-up ones all have it. */
import type { Frame, Size } from '../frame.js';
import type { DetectedObject } from '../object.js';
import type { Source } from '../source.js';

export type ObjectLike = Pick<DetectedObject, 'label' | 'classId' | 'confidence' | 'trackId' | 'box'>;

export interface FrameLike extends Pick<Frame, 'number' | 'pts'> {
  readonly source: Source;
  readonly ntpTimestamp?: bigint | undefined;
  readonly size: Size;
  readonly objects: readonly ObjectLike[];
}

/** The kind of object that frames of kind `F` hold. */
export type ObjectOf<F extends FrameLike> = F['objects'][number];

/** Which objects count. Several conditions must all hold. */
export interface ObjectFilter {
  /** Default: every label. */
  readonly labels?: readonly string[];
  /** Default: every class. */
  readonly classIds?: readonly number[];
}

/** Sources by name or id. */
export type SourceNames = readonly (string | number)[];

export function accepts({ labels, classIds }: ObjectFilter): (object: ObjectLike) => boolean {
  const names = labels && new Set(labels);
  const ids = classIds && new Set(classIds);
  return (object) => (names?.has(object.label) ?? true) && (ids?.has(object.classId) ?? true);
}

export function matchesSource(names: SourceNames, { id, name }: Source): boolean {
  return names.some((wanted) => wanted === id || wanted === name);
}

/** Sources remembered at most: programs may add and remove cameras for years. */
const sourceLimit = 4096;

/** Something for each source. Beyond the limit the oldest is let go. */
export class BySource<T> {
  readonly #known = new Map<string, T>();

  constructor(private readonly letGo: (state: T) => void = () => {}) {}

  of({ pad, id }: Source, make: () => T): T {
    // Two inputs of one muxer never share both.
    const key = `${pad}/${id}`;
    let state = this.#known.get(key);
    if (state === undefined) {
      state = make();
      if (this.#known.size >= sourceLimit) {
        const [oldest, gone] = this.#known.entries().next().value as [string, T];
        this.#known.delete(oldest);
        this.letGo(gone);
      }
      this.#known.set(key, state);
    }
    return state;
  }

  values(): IterableIterator<T> {
    return this.#known.values();
  }
}
