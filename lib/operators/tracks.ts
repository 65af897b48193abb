/** Memory of one source's tracks that cannot grow without end. */
import { checkNumber, checkWhole } from '../arguments.js';

export interface MemoryOptions {
  /** A track unseen for longer is over; its ID seen again is a new track. Default 2,000 ms. */
  readonly forgetAfterMs?: number;
  /** Tracks remembered for each source; beyond it, those unseen longest are forgotten. Default 4,096. */
  readonly maxTracks?: number;
}

export const memoryKeys = ['forgetAfterMs', 'maxTracks'] as const;

interface Entry<T> {
  seenMs: number;
  readonly state: T;
}

export class TrackTable<T> {
  readonly #entries = new Map<bigint, Entry<T>>();
  readonly #forgetAfterMs: number;
  readonly #limit: number;

  constructor({ forgetAfterMs = 2000, maxTracks = 4096 }: MemoryOptions) {
    this.#forgetAfterMs = checkNumber('forgetAfterMs', forgetAfterMs, 0);
    this.#limit = checkWhole('maxTracks', maxTracks, 1);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The track's state, if it is known; it counts as seen now. */
  seen(id: bigint, ms: number): T | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    entry.seenMs = ms;
    return entry.state;
  }

  add(id: bigint, ms: number, state: T): T {
    this.#entries.set(id, { seenMs: ms, state });
    return state;
  }

  drop(id: bigint): void {
    this.#entries.delete(id);
  }

  /** The states of all tracks, and how long each has been away at `ms`. */
  *all(ms: number): Generator<{ state: T; awayMs: number }> {
    for (const { seenMs, state } of this.#entries.values()) yield { state, awayMs: ms - seenMs };
  }

  /** Forgets what is due, after a frame's objects have been seen; returns the states. */
  expire(ms: number): T[] {
    const over: T[] = [];
    for (const [id, { seenMs, state }] of this.#entries) {
      if (ms - seenMs <= this.#forgetAfterMs || seenMs === ms) continue;
      this.#entries.delete(id);
      over.push(state);
    }
    const excess = this.#entries.size - this.#limit;
    if (excess <= 0) return over;
    const longest = [...this.#entries].sort(([, a], [, b]) => a.seenMs - b.seenMs).slice(0, excess);
    for (const [id, { state }] of longest) {
      this.#entries.delete(id);
      over.push(state);
    }
    return over;
  }

  /** Forgets everything; returns the states. */
  clear(): T[] {
    const all = Array.from(this.#entries.values(), ({ state }) => state);
    this.#entries.clear();
    return all;
  }
}
