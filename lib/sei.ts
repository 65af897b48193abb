/** User data of the video stream. */
import type { RecordReader } from './records.js';

/** One SEI message of a frame: of NVIDIA's decoder (`extract-sei-type5-data`), or of GStreamer's parsers. */
export interface SeiMessage {
  /** Name that its producer gave it, e.g. `GST.USER.SEI.META`. */
  readonly type?: string;
  /** As in `086f3693-b7b3-4f2c-9653-21492feee5b8`; of NVIDIA's decoder it is the beginning of the data. */
  readonly uuid?: string;
  /** A view of the batch. */
  readonly data: Uint8Array;
}

export function readSei(record: RecordReader): SeiMessage {
  const type = record.text();
  const uuid = record.flag() ? uuidOf(record.times(4, () => record.word())) : undefined;
  const bytes = record.bulk();
  const data = bytes ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array();
  return { ...(type && { type }), ...(uuid && { uuid }), data };
}

/** The words hold 16 bytes in the order of memory. */
function uuidOf(words: readonly number[]): string {
  const digits = Buffer.from(Uint32Array.from(words).buffer).toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
