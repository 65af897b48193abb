/** One element of a pipeline: its properties, and what they can be. */
import { guarded } from './errors.js';
import type { NativePipeline } from './native.js';

/** Enumerations and flags read as their nick (`"a+b"` for flags); caps and structures as GStreamer's text. */
export type PropertyValue = boolean | number | bigint | string | null;
export type Properties = Record<string, PropertyValue>;

/** Description of one property, from GObject. */
export interface PropertyInfo {
  readonly name: string;
  /** GType, e.g. `guint`. */
  readonly type: string;
  readonly kind: 'boolean' | 'integer' | 'bigint' | 'number' | 'string' | 'enum' | 'flags' | 'other';
  /** The element's own one-line description. */
  readonly blurb: string;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly default?: unknown;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  /** Of enumerations and flags. */
  readonly values?: readonly { readonly name: string; readonly nick: string; readonly value: number }[];
}

/** Description of an element. */
export interface ElementInfo {
  readonly factory: string;
  readonly longName: string;
  /** GStreamer's classification, e.g. `Filter/Video`. */
  readonly klass: string;
  readonly plugin: string;
  /** The plugin's file; undefined when it is built in. */
  readonly file?: string;
  readonly properties: readonly PropertyInfo[];
  readonly pads: readonly {
    readonly name: string;
    readonly direction: 'src' | 'sink';
    readonly presence: 'always' | 'sometimes' | 'request';
    readonly caps: string;
  }[];
}

/**
 * An element of a running or stopped pipeline. `P` can name the properties that a program uses, for typed access:
 * `pipeline.element<{ interval: number }>('pgie').set({ interval: 2 })`.
 */
export class Element<P extends { [K in keyof P]: PropertyValue } = Properties> {
  readonly #native: () => NativePipeline;

  /** @internal */
  constructor(
    native: () => NativePipeline,
    /** As in the pipeline text; `bin/element` inside bins. */
    readonly name: string,
    readonly factory: string,
  ) {
    this.#native = native;
  }

  /** Reads a property. Throws `ERR_PROPERTY` when there is none of that name. */
  get<K extends keyof P & string>(property: K): P[K] {
    return guarded(() => this.#native().getProperty(this.name, property)) as P[K];
  }

  /**
   * Sets properties, in the order given. Throws `ERR_PROPERTY` for an unknown name, a wrong type or a value out of range; those before it
   * are set then.
   */
  set(properties: Partial<P>): this {
    for (const [name, value] of Object.entries(properties)) guarded(() => this.#native().setProperty(this.name, name, value));
    return this;
  }

  /** All that GStreamer knows about the element. */
  describe(): ElementInfo {
    return guarded(() => this.#native().describe(this.name));
  }
}
