/** When a buffer passed an element. */
import type { RecordReader } from './records.js';

/** Milliseconds of the wall clock, since 1970. */
export interface Passage {
  readonly entered: number;
  readonly left: number;
}

/** One element's (`NvDsMetaCompLatency`), with `NVDS_ENABLE_LATENCY_MEASUREMENT` and `NVDS_ENABLE_COMPONENT_LATENCY_MEASUREMENT` set. */
export interface ComponentLatency extends Passage {
  /** Name of the element. */
  readonly component: string;
  readonly sourceId: number;
  readonly frameNumber: number;
  readonly pad: number;
  readonly parts: readonly (Passage & { readonly name: string })[];
}

export function readLatency(record: RecordReader): ComponentLatency {
  return {
    component: record.text(),
    entered: record.double(),
    left: record.double(),
    sourceId: record.word(),
    frameNumber: record.word(),
    pad: record.word(),
    parts: record.list(() => ({ name: record.text(), entered: record.double(), left: record.double() })),
  };
}
