/** Time of one source, which only ever runs forward. */
import { checkNumber } from '../arguments.js';
import type { FrameLike } from './frames.js';

export interface ClockOptions {
  /** A longer pause between two frames of a source begins a new chapter, as a restart does: all tracks end. Default 10,000 ms. */
  readonly maxGapMs?: number;
  /** Frames a second where frames carry no times at all. Default 30. */
  readonly frameRate?: number;
}

export const clockKeys = ['maxGapMs', 'frameRate'] as const;

/** What a frame says about time. */
export interface Moment {
  /** Milliseconds since the source's first frame; gaps and steps back do not count. */
  readonly ms: number;
  /** The source started again, or was away for long: nothing before this frame is connected with it. */
  readonly restarted: boolean;
}

export class SourceClock {
  readonly #maxGapMs: number;
  readonly #msPerFrame: number;
  #ms = 0;
  #number: number | undefined;
  #time: bigint | undefined;

  constructor({ maxGapMs = 10_000, frameRate = 30 }: ClockOptions) {
    this.#maxGapMs = checkNumber('maxGapMs', maxGapMs, 1);
    this.#msPerFrame = 1000 / checkNumber('frameRate', frameRate, 0.001, 1000);
  }

  advance(frame: FrameLike): Moment {
    const { number } = frame;
    const time = frame.pts ?? frame.ntpTimestamp;
    const frames = number - (this.#number ?? number);
    // A number that does not fit into a double is a jump in any case.
    const step = time !== undefined && this.#time !== undefined ? Number(time - this.#time) / 1e6 : frames * this.#msPerFrame;
    const restarted = frames < 0 || step < 0 || step > this.#maxGapMs;
    if (!restarted) this.#ms += step;
    this.#number = number;
    this.#time = time;
    return { ms: this.#ms, restarted };
  }
}
