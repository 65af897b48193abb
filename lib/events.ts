/** What a pipeline tells besides its frames. */
import { type DeepStreamError, faultToError } from './errors.js';
import type { NativeEvent } from './native.js';
import type { EndSummary } from './run.js';
import type { Source, SourceDirectory } from './source.js';

export type PipelineState = 'null' | 'ready' | 'paused' | 'playing';

export type PipelineEvent =
  | { readonly type: 'state'; readonly from: PipelineState; readonly to: PipelineState }
  /** Something is odd, the stream goes on. */
  | { readonly type: 'warning'; readonly warning: DeepStreamError }
  /** What stopped the stream. */
  | { readonly type: 'error'; readonly error: DeepStreamError }
  | { readonly type: 'info'; readonly message: string; readonly element?: string }
  /** One input of a muxer ended; the others go on. */
  | { readonly type: 'sourceEnded'; readonly source: Source }
  /** End of stream at every sink, or a stop. */
  | { readonly type: 'ended'; readonly summary: EndSummary }
  /** Any other message of an element. */
  | { readonly type: 'message'; readonly element: string; readonly name: string; readonly fields: Readonly<Record<string, unknown>> };

/** The event of the library for one of the add-on's; nothing for the end, which is told once everything is down. @internal */
export function eventOf(event: NativeEvent, sources: SourceDirectory): PipelineEvent | undefined {
  switch (event.type) {
    case 'state':
    case 'message':
      return event;
    case 'error':
      return { type: 'error', error: faultToError(event.fault) };
    case 'warning':
      return { type: 'warning', warning: faultToError(event.fault) };
    case 'info': {
      const { message, element } = event.fault;
      return { type: 'info', message, ...(element !== undefined && { element }) };
    }
    case 'source-end':
      return { type: 'sourceEnded', source: sources.source(event.source, event.source) };
    case 'end':
      return undefined;
  }
}
