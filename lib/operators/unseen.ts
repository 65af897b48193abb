/** A source that a definition names and that never appears is most often a misspelt one. */
import { DeepStreamError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Logger } from '../options.js';
import type { Source } from '../source.js';
import { matchesSource, type SourceNames } from './frames.js';

export interface ReportOptions {
  /** Where odd things are told that are no errors, such as a source that never appears. Default `console`; `false` for silence. */
  readonly logger?: Logger | false;
}

/** Frames after which a source that has not shown itself is told. */
const patience = 1000;

/** Watches for the sources that definitions name. One for each subscription. */
export class UnseenSources {
  readonly #seen = new Map<number, Source>();
  #waiting: { key: string; name: string | number }[];
  #frames = 0;

  constructor(
    definitions: readonly { readonly key: string; readonly sources?: SourceNames | undefined }[],
    private readonly logger: Logger | false = console,
  ) {
    this.#waiting = definitions.flatMap(({ key, sources = [] }) => sources.map((name) => ({ key, name })));
  }

  see(source: Source): void {
    if (this.#waiting.length === 0) return;
    if (!this.#seen.has(source.pad)) {
      this.#seen.set(source.pad, source);
      this.#waiting = this.#waiting.filter(({ name }) => !matchesSource([name], source));
    }
    if (++this.#frames === patience) this.report();
  }

  /** Tells each missing source once. */
  report(): void {
    for (const { key, name } of this.#waiting) {
      const names = Array.from(this.#seen.values(), (source) => source.name);
      const near = nearest(String(name), names);
      const error = new DeepStreamError({
        code: 'ERR_ARGUMENT',
        message: `"${key}" names the source "${name}", which has not appeared.`,
        key: `${key}.sources`,
        value: String(name),
        remedy: near ? `Did you mean "${near}"?` : `Sources so far: ${names.join(', ') || 'none'}.`,
      });
      if (this.logger) this.logger.warn(error.message);
    }
    this.#waiting = [];
  }
}
