/** Recorded frames as observables. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Observable } from 'rxjs';
import { checkNumber, oneOf, wrong } from '../arguments.js';
import { DeepStreamError } from '../errors.js';
import type { Frame, FrameJSON, Size } from '../frame.js';
import { type MotRow, readMot } from '../mot.js';
import { frameFromJSON, RecordedSources } from '../recorded.js';

export interface ReplayOptions {
  /** `fast` (default): as fast as they are read. `original`: at the times of the recording. */
  readonly timing?: 'fast' | 'original';
  /** With `original`: so many times faster. Default 1. */
  readonly speed?: number;
}

/**
 * The frames of a JSON Lines file, as the sink `jsonLines` or `JSON.stringify(frame)` wrote them. Cold: each subscription reads the file anew;
 * unsubscribing closes it.
 *
 * Errors: `ERR_SOURCE_NOT_FOUND`; `ERR_DECODE` with the line, after the frames before it.
 */
export function replay(file: string, { timing = 'fast', speed = 1 }: ReplayOptions = {}): Observable<Frame> {
  if (typeof file !== 'string' || file === '') throw wrong('file', file, 'a path');
  if (timing !== 'fast' && timing !== 'original') throw wrong('timing', timing, oneOf(['fast', 'original']));
  checkNumber('speed', speed, 0.001);
  return new Observable((subscriber) => {
    const stop = new AbortController();
    const run = async () => {
      const clock = new Playback(speed, stop.signal);
      for await (const frame of framesOf(file, stop.signal)) {
        if (timing === 'original') await clock.until(frame);
        if (subscriber.closed) return;
        subscriber.next(frame);
      }
      subscriber.complete();
    };
    run().catch((error) => subscriber.error(error));
    return () => stop.abort();
  });
}

async function* framesOf(file: string, signal: AbortSignal): AsyncGenerator<Frame> {
  const sources = new RecordedSources();
  const input = createReadStream(file);
  // readline does not pass on its input's errors.
  const opened = new Promise<void>((resolve, reject) => {
    input.once('ready', resolve);
    input.once('error', reject);
  });
  const close = () => input.destroy();
  signal.addEventListener('abort', close, { once: true });
  try {
    await opened.catch((error) => {
      throw notFound(file, error);
    });
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() !== '') yield parsed(line, file, number, sources);
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function parsed(line: string, file: string, number: number, sources: RecordedSources): Frame {
  try {
    return frameFromJSON(JSON.parse(line) as FrameJSON, sources);
  } catch (error) {
    throw new DeepStreamError(
      {
        code: 'ERR_DECODE',
        message: `This line is no recorded frame: ${(error as Error).message}.`,
        file,
        line: number,
        value: line.slice(0, 80),
        remedy: 'Each line is the JSON of one frame, as frame.toJSON() gives it; a program that was killed leaves its last line cut off.',
      },
      { cause: error },
    );
  }
}

function notFound(file: string, error: Error): DeepStreamError {
  return new DeepStreamError(
    {
      code: 'ERR_SOURCE_NOT_FOUND',
      message: `The recording ${file} cannot be opened.`,
      file,
      remedy: 'Check the path and the rights.',
      detail: error.message,
    },
    { cause: error },
  );
}

/** Waits for the moment of each frame. A step back in time begins anew. */
class Playback {
  #startedAt = 0;
  #first: bigint | undefined;
  #last = 0n;

  constructor(
    private readonly speed: number,
    private readonly signal: AbortSignal,
  ) {}

  async until({ pts, ntpTimestamp }: Frame): Promise<void> {
    const time = pts ?? ntpTimestamp;
    if (time === undefined) return;
    const now = performance.now();
    if (this.#first === undefined || time < this.#last) {
      this.#first = time;
      this.#startedAt = now;
    }
    this.#last = time;
    const wait = this.#startedAt + Number(time - this.#first) / 1e6 / this.speed - now;
    if (wait > 0) await this.#sleep(wait);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }
}

export interface MotReplayOptions {
  /** Of the pictures. */
  readonly size: Size;
  /** Default 30. */
  readonly frameRate?: number;
  /** Of every box. Default `person`. */
  readonly label?: string;
  /** Name of the source. Default `mot`. */
  readonly source?: string;
}

/** The boxes of a MOT Challenge file (ground truth, detections or results) as frames, those without a box included. */
export function replayMot(file: string, { size, frameRate = 30, label = 'person', source = 'mot' }: MotReplayOptions): Observable<Frame> {
  checkNumber('frameRate', frameRate, 0.001, 1000);
  return new Observable((subscriber) => {
    const byFrame = new Map<number, MotRow[]>();
    let frames = 0;
    for (const row of readMot(file)) {
      const rows = byFrame.get(row.frame);
      if (rows) rows.push(row);
      else byFrame.set(row.frame, [row]);
      frames = Math.max(frames, row.frame);
    }
    const sources = new RecordedSources();
    for (let number = 0; number < frames && !subscriber.closed; number++) {
      const objects = (byFrame.get(number + 1) ?? []).map(({ id, box, confidence }) => ({
        label,
        classId: 0,
        confidence,
        componentId: 1,
        ...(id >= 0 && { trackId: String(id) }),
        box,
      }));
      const pts = String(Math.round((number * 1e9) / frameRate));
      const about = { batchIndex: 0, inferred: true, size, sourceSize: size, source: { id: 0, name: source, pad: 0 } };
      subscriber.next(frameFromJSON({ ...about, number, pts, objects }, sources));
    }
    subscriber.complete();
  });
}
