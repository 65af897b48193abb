/** `kitti()`: label files of the KITTI benchmarks. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { oneOf, wrong } from '../arguments.js';
import type { FrameLike, ObjectLike } from '../operators/frames.js';
import { safeName } from './csv.js';
import { GrowingFile, WholeFile } from './files.js';
import { type Sink, sink } from './sink.js';
import { type WriteOptions, type WriteQueue, writeError } from './write-queue.js';

export interface KittiOptions extends WriteOptions {
  /**
   * `detection` (default): a folder with a file for each frame, `<source>_<frame>.txt`, 16 values a line. `tracking`: one file for each source,
   * `<source>.txt`, where frame number and track ID come first.
   */
  readonly format?: 'detection' | 'tracking';
}

const formats = ['detection', 'tracking'] as const;

/**
 * Writes frames as KITTI labels into a folder, which is made as needed. Values that a picture does not tell are 0 in the way of `deepstream-app`
 * (`gie-kitti-output-dir`); blanks in labels become `_`.
 *
 * @throws `ERR_WRITE` when the folder cannot be made.
 */
export function kitti<F extends FrameLike>(folder: string, { format = 'detection', ...options }: KittiOptions = {}): Sink<F> {
  if (typeof folder !== 'string' || folder === '') throw wrong('folder', folder, 'a path');
  if (!formats.includes(format)) throw wrong('format', format, oneOf(formats));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error as Error);
  }
  return sink<F>(folder, options, (queue) => (format === 'detection' ? detections(folder, queue) : tracking(folder, queue)));
}

function detections(folder: string, queue: WriteQueue) {
  return {
    next({ source, number, objects }: FrameLike) {
      const text = objects.map((object) => `${label(object)} 0 0 0 ${corners(object)} 0 0 0 0 0 0 0 ${score(object)}\n`).join('');
      const name = `${safeName(source.name)}_${String(number).padStart(6, '0')}.txt`;
      // A frame without objects has an empty file: it was looked at.
      queue.add(new WholeFile(join(folder, name)), Buffer.from(text), 0);
    },
    end() {},
  };
}

function tracking(folder: string, queue: WriteQueue) {
  const files = new Map<string, GrowingFile>();
  return {
    next({ source, number, objects }: FrameLike) {
      let file = files.get(source.name);
      if (!file) {
        file = new GrowingFile(join(folder, `${safeName(source.name)}.txt`), queue, false);
        files.set(source.name, file);
      }
      const text = objects
        .map((object) => `${number} ${object.trackId ?? -1} ${label(object)} 0 0 0 ${corners(object)} 0 0 0 0 0 0 0 ${score(object)}\n`)
        .join('');
      if (text !== '') file.add(text);
    },
    end() {
      for (const file of files.values()) queue.end(file);
    },
  };
}

const label = ({ label: name }: ObjectLike) => name.replace(/\s+/g, '_') || '_';
const score = ({ confidence }: ObjectLike) => confidence.toFixed(4);

function corners({ box: { left, top, width, height } }: ObjectLike): string {
  return [left, top, left + width, top + height].map((value) => value.toFixed(2)).join(' ');
}
