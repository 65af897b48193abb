/** Where to read a pipeline when the program does not say, and names that do not exist. */
import { DeepStreamError, guarded } from './errors.js';
import type { NativePipeline } from './native.js';
import { nearest } from './nearest.js';

/** Elements that add metadata, the most complete first. */
const producers = [['nvdsanalytics'], ['nvtracker'], ['nvinfer', 'nvinferserver']];

/** The last element of the chain detector → tracker → analytics, when it is the only one of its kind. */
export function defaultPlace(native: NativePipeline): string {
  const elements = guarded(() => native.elements().map((name) => ({ name, factory: native.factoryOf(name) })));
  for (const kind of producers) {
    const found = elements.filter(({ factory }) => kind.includes(factory)).map(({ name }) => name);
    if (found.length === 1) return found[0] as string;
    if (found.length > 1) throw unclear(`The pipeline has ${found.length} elements of kind ${kind[0]}: ${found.join(', ')}.`, found[0] as string);
  }
  throw unclear('The pipeline has no detector, tracker or analytics element.', elements[0]?.name ?? 'mux');
}

export function unknownElement(name: string, names: readonly string[]): DeepStreamError {
  const near = nearest(name, names);
  return new DeepStreamError({
    code: 'ERR_ELEMENT_UNKNOWN',
    message: `The pipeline has no element "${name}".`,
    value: name,
    remedy: near ? `Did you mean "${near}"?` : `Its elements: ${names.join(', ')}. Name one with name=${name} in the pipeline text.`,
  });
}

function unclear(message: string, example: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `Where shall frames be read? ${message}`,
    key: 'at',
    remedy: `Say it with { at: '${example}' }.`,
  });
}
