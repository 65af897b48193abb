/** `csv()`: one object a line, for spreadsheets or for the MOT Challenge's tools. */
import { oneOf, wrong } from '../arguments.js';
import { DeepStreamError } from '../errors.js';
import type { FrameLike, ObjectLike } from '../operators/frames.js';
import { GrowingFile } from './files.js';
import { type Sink, sink } from './sink.js';
import type { WriteOptions } from './write-queue.js';

export interface CsvOptions extends WriteOptions {
  /**
   * `readable` (default): a heading, times in seconds, names. `mot`: `frame,id,left,top,width,height,confidence,-1,-1,-1` of one source, frames
   * from 1, -1 for the ID of an untracked object; what `node-deepstream eval` and other tools read.
   */
  readonly format?: 'readable' | 'mot';
}

const formats = ['readable', 'mot'] as const;
const heading = 'time_s,source,frame,track,label,class,confidence,left,top,width,height\n';

/**
 * Writes the objects of frames as CSV. `{source}` in the path makes one file for each source.
 *
 * ```ts
 * frames.subscribe(csv('out/{source}.csv', { format: 'mot' }));
 * ```
 * A second source in one `mot` file ends the sink with `ERR_ARGUMENT`: two videos would become one sequence.
 *
 * @throws `ERR_WRITE` when the file cannot be opened (with `{source}`: `flushed` rejects).
 */
export function csv<F extends FrameLike>(file: string, { format = 'readable', ...options }: CsvOptions = {}): Sink<F> {
  if (typeof file !== 'string' || file === '') throw wrong('file', file, 'a path');
  if (!formats.includes(format)) throw wrong('format', format, oneOf(formats));
  const row = format === 'mot' ? motRow : readableRow;
  const perSource = file.includes('{source}');
  return sink<F>(file, options, (queue) => {
    const files = new Map<string, GrowingFile>();
    const open = (name: string) => {
      const target = new GrowingFile(file.replaceAll('{source}', safeName(name)), queue, false);
      files.set(name, target);
      if (format === 'readable') target.add(heading);
      return target;
    };
    let only: string | undefined;
    const single = perSource ? undefined : open('');
    return {
      next(frame) {
        const { name } = frame.source;
        if (format === 'mot' && !perSource) {
          only ??= name;
          if (name !== only) throw twoSources(file, only, name);
        }
        const text = frame.objects.map((object) => row(frame, object)).join('');
        const target = single ?? files.get(name) ?? open(name);
        if (text !== '') target.add(text);
      },
      end() {
        for (const target of files.values()) queue.end(target);
      },
    };
  });
}

function motRow({ number }: FrameLike, { trackId, box, confidence }: ObjectLike): string {
  const { left, top, width, height } = box;
  return `${[number + 1, trackId ?? -1, ...[left, top, width, height].map(rounded), confidence < 0 ? 1 : rounded(confidence), -1, -1, -1].join(',')}\n`;
}

function readableRow({ number, pts, source }: FrameLike, { trackId, label, classId, confidence, box }: ObjectLike): string {
  const { left, top, width, height } = box;
  const time = pts === undefined ? '' : (Number(pts) / 1e9).toFixed(3);
  const boxed = [left, top, width, height].map(rounded);
  return `${[time, quoted(source.name), number, trackId ?? '', quoted(label), classId, rounded(confidence), ...boxed].join(',')}\n`;
}

/** Thousandths are finer than any box. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** RFC 4180; a leading = + - @ would be a formula to a spreadsheet. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A source's name as part of a path. */
export function safeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+/, '_') || '_';
}

function twoSources(file: string, first: string, second: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `A MOT file holds one source, and ${file} would get two: "${first}" and "${second}".`,
    key: 'file',
    value: file,
    remedy: 'Put {source} into the path for a file each, or filter the frames.',
  });
}
