/** One play of a pipeline, from the first start to the end of stream, an error or a stop. */

/** How a play ended. */
export interface EndSummary {
  /** Frames that left the muxer. */
  readonly frames: number;
  /** Batches that subscriptions dropped. */
  readonly drops: number;
  /** From the start of playing, set-up excluded. */
  readonly seconds: number;
}

/** @internal */
export class Run {
  readonly ended: Promise<EndSummary>;
  /** Set once the pipeline was asked to start. */
  active = false;
  /** Set once the end began; resolves when everything is down. */
  ending: Promise<void> | undefined;
  error: Error | undefined;
  /** The program ended it, with `stop` or `close`. */
  stopped = false;
  /** Somebody asked for `ended` and will see an error there. */
  awaited = false;
  #playingSince: number | undefined;
  readonly #resolve: (summary: EndSummary) => void;
  readonly #reject: (error: Error) => void;

  constructor() {
    const { promise, resolve, reject } = deferred<EndSummary>();
    // Nobody has to wait for the end; an error shows in other places too.
    promise.catch(() => {});
    this.ended = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  markPlaying(): void {
    this.#playingSince ??= performance.now();
  }

  get seconds(): number {
    return this.#playingSince === undefined ? 0 : (performance.now() - this.#playingSince) / 1000;
  }

  settle(summary: EndSummary): void {
    this.active = false;
    if (this.error) this.#reject(this.error);
    else this.#resolve(summary);
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
