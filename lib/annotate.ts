/** Drawings that stay on a source's next frames. */
import { Subscription } from 'rxjs';
import { checkKeys, wrong } from './arguments.js';
import { type Drawing, writeDrawing } from './drawing.js';
import { EditWriter } from './edits.js';
import { DeepStreamError, guarded } from './errors.js';
import type { NativePipeline } from './native.js';
import { nearest } from './nearest.js';
import type { SourceDescription } from './source.js';

export interface AnnotateOptions {
  /** How many of the source's frames bear it; default 1. */
  frames?: number;
  /** Where it is put on: `element` or `element.pad` (default pad `src`). Default: before each `nvdsosd`; a frame bears it once. */
  at?: string;
}

/** Hands the drawings over. @internal */
export function annotate(
  native: NativePipeline,
  described: ReadonlyMap<number, SourceDescription>,
  source: string | number,
  drawings: Drawing | readonly Drawing[],
  options: AnnotateOptions,
): Subscription {
  checkKeys('option', options, ['frames', 'at']);
  const { frames = 1, at } = options;
  if (!Number.isInteger(frames) || frames < 1 || frames > 1e9) throw wrong('frames', frames, 'a whole number from 1 to 1000000000');
  if (at !== undefined && (typeof at !== 'string' || at === '')) throw wrong('at', at, 'the name of an element, or element.pad');
  const choice = choiceOf(described, source);
  const edits = new EditWriter();
  const list = Array.isArray(drawings) ? (drawings as readonly Drawing[]) : [drawings as Drawing];
  if (list.length === 0) throw wrong('drawing', drawings, 'a drawing, or an array of some');
  for (const drawing of list) writeDrawing(edits, 0, drawing);
  const annotation = guarded(() => native.annotate(at === undefined ? placesToDraw(native) : [at], choice, edits.bytes, frames));
  return new Subscription(() => annotation.cancel());
}

/** Before everything that draws. */
function placesToDraw(native: NativePipeline): string[] {
  const places = native.elements().filter((name) => native.factoryOf(name) === 'nvdsosd');
  if (places.length > 0) return places.map((name) => `${name}.sink`);
  throw new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: 'The pipeline has no nvdsosd that would draw the annotation.',
    key: 'at',
    remedy: "Put nvdsosd into the pipeline, or say with { at: 'element' } where frames shall get it.",
  });
}

/** Names belong to pads of the muxer, numbers are DeepStream's source IDs. */
function choiceOf(described: ReadonlyMap<number, SourceDescription>, source: string | number): { pad: number } | { sourceId: number } {
  if (typeof source === 'number' && Number.isInteger(source) && source >= 0) return { sourceId: source };
  if (typeof source !== 'string') throw wrong('source', source, 'the name or the id of a source');
  for (const [pad, { name }] of described) if (name === source) return { pad };
  const id = /^source-(\d+)$/.exec(source)?.[1];
  if (id !== undefined) return { sourceId: Number(id) };
  const names = [...described.values()].flatMap(({ name }) => name ?? []);
  const near = nearest(source, names);
  throw new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `The pipeline has no source "${source}".`,
    key: 'source',
    value: source,
    remedy: near ? `Did you mean "${near}"?` : `Its sources: ${names.join(', ') || 'source-0, …'}.`,
  });
}
