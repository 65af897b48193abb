/**
 * What launch text tells about the muxer's inputs: for `uridecodebin uri=file:///gate.mp4 ! mux.sink_0` that pad 0 is "gate". Reads only
 * what is certain; GStreamer itself judges the text.
 */
import type { SourceDescription } from '../source.js';

interface ElementItem {
  kind: 'element';
  factory: string;
  properties: Map<string, string>;
}
interface ReferenceItem {
  kind: 'reference';
  element: string;
  pad: string;
}
type Item = ElementItem | ReferenceItem;
/** Items joined by links, in the order of the data. */
type Chain = Item[];

const MUXER = 'nvstreammux';
/** Properties that say where data comes from, the most telling first. */
const ADDRESSES = ['uri', 'location', 'device'];

/** By number of the muxer's pad. Empty when the pipeline has several muxers: a pad's number would not tell whose it is. */
export function describeSources(text: string): Map<number, SourceDescription> {
  const chains = parse(text);
  const elements = chains.flat().filter((item) => item.kind === 'element');
  const muxers = elements.filter(({ factory }) => factory === MUXER);
  const sources = new Map<number, SourceDescription>();
  const muxer = muxers[0]?.properties.get('name');
  if (muxers.length !== 1 || muxer === undefined) return sources;
  for (const chain of chains) {
    const last = chain.at(-1);
    const pad = last?.kind === 'reference' && last.element === muxer ? /^sink_(\d+)$/.exec(last.pad)?.[1] : undefined;
    const head = origin(chain, chains);
    if (pad !== undefined && head) sources.set(Number(pad), describe(head));
  }
  return uniqueNames(sources);
}

/** The element that a chain's data comes from; through `dec.` back to where `name=dec` stands. */
function origin(chain: Chain, chains: readonly Chain[], depth = 0): ElementItem | undefined {
  const head = chain[0];
  if (head === undefined || depth > 16) return undefined;
  if (head.kind === 'element') return head.factory === MUXER ? undefined : head;
  const upstream = chains.find((other) => other.some((item) => item.kind === 'element' && item.properties.get('name') === head.element));
  // An element fed by references as well has several origins.
  const fed = chains.some((other) => other.length > 1 && isReference(other.at(-1), head.element));
  return upstream && !fed ? origin(upstream, chains, depth + 1) : undefined;
}

function isReference(item: Item | undefined, element: string): boolean {
  return item?.kind === 'reference' && item.element === element;
}

function describe({ properties }: ElementItem): SourceDescription {
  const address = ADDRESSES.map((key) => properties.get(key)).find((value) => value !== undefined);
  const name = properties.get('name') ?? (address === undefined ? undefined : nameOf(address));
  return { ...(name !== undefined && { name }), ...(address !== undefined && { uri: withoutPassword(address) }) };
}

/** A file's name without its ending, a device's name, a camera's host. */
function nameOf(address: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  if (url?.host) return url.hostname;
  const path = (url?.pathname ?? address).replace(/\/+$/, '');
  const base = safelyDecoded(path.slice(path.lastIndexOf('/') + 1));
  return base.replace(/(?<=.)\.\w{1,5}$/, '') || undefined;
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** Equal names would make it impossible to choose a source by its name. */
function uniqueNames(sources: Map<number, SourceDescription>): Map<number, SourceDescription> {
  const counts = new Map<string, number>();
  for (const { name } of sources.values()) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [pad, source] of sources) {
    if (source.name !== undefined && (counts.get(source.name) ?? 0) > 1) sources.set(pad, { ...source, name: `${source.name}-${pad}` });
  }
  return sources;
}

/** Characters, escapes and quoted parts without a space between them. */
const TEXT = String.raw`(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')+`;
const WORD = new RegExp(String.raw`[\w-]+(?:::[\w-]+)*\s*=\s*${TEXT}|${TEXT}`, 'gs');

function parse(text: string): Chain[] {
  const chains: Chain[] = [];
  let chain: Chain = [];
  let linked = false;
  for (const word of text.match(WORD) ?? []) {
    const assignment = /^([\w-]+(?:::[\w-]+)*)\s*=\s*(.*)$/s.exec(word);
    const bare = withoutBrackets(word);
    if (word === '!') {
      linked = true;
    } else if (assignment) {
      const last = chain.at(-1);
      if (last?.kind === 'element') last.properties.set(assignment[1] as string, unquoted(withoutBrackets(assignment[2] as string)));
    } else if (bare !== '' && !(linked && bare.includes('/'))) {
      // What has a slash after a link is a caps filter: data does not come from there.
      if (!linked) {
        chains.push(chain);
        chain = [];
      }
      chain.push(item(bare));
      linked = false;
    }
  }
  chains.push(chain);
  return chains.filter(({ length }) => length > 0);
}

/** Brackets of a bin only group; those of `video/x-raw(memory:NVMM)` belong to the word. */
function withoutBrackets(word: string): string {
  const bare = word.replace(/^\(+/, '');
  return bare.includes('(') ? bare : bare.replace(/\)+$/, '');
}

function item(word: string): Item {
  const reference = /^([^.\s]+)\.([\w%]*)$/.exec(word);
  if (reference) return { kind: 'reference', element: reference[1] as string, pad: reference[2] as string };
  return { kind: 'element', factory: word, properties: new Map() };
}

function unquoted(value: string): string {
  const inner = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
  return inner.replace(/\\(.)/gs, '$1');
}
