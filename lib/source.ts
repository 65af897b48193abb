/** Where frames come from. */

/** One input of the muxer. */
export interface Source {
  /** DeepStream's `source_id`; equal to the pad's number unless the source answers otherwise. */
  readonly id: number;
  /** From the pipeline text: the element's `name`, else the file's or camera's name, else `source-<id>`. */
  readonly name: string;
  /** As in the pipeline text, without a password; undefined when the text does not tell. */
  readonly uri?: string;
  /** Number of the muxer's pad: 3 for `mux.sink_3`. */
  readonly pad: number;
}

/** What the description of a pipeline tells about one muxer pad. */
export interface SourceDescription {
  name?: string;
  uri?: string;
}

/** The sources of one pipeline, by muxer pad. Each is one object for as long as the pipeline lives. */
export class SourceDirectory {
  readonly #known = new Map<string, Source>();

  constructor(private readonly described: ReadonlyMap<number, SourceDescription> = new Map()) {}

  source(pad: number, id: number): Source {
    const key = `${pad}/${id}`;
    let source = this.#known.get(key);
    if (!source) {
      const { name = `source-${id}`, uri } = this.described.get(pad) ?? {};
      source = Object.freeze({ id, name, ...(uri !== undefined && { uri }), pad });
      this.#known.set(key, source);
    }
    return source;
  }
}
