/** Errors for people and for programs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultToError, toDeepStreamError } from '../../lib/errors.js';
import { DeepStreamError, errorCodes, isDeepStreamError } from '../../lib/index.js';
import { editDistance, nearest } from '../../lib/nearest.js';
import { nativeError } from './fake-binding.js';

const root = join(import.meta.dirname, '../..');

describe('DeepStreamError', () => {
  it('says what happened, where, and what to do', () => {
    const error = new DeepStreamError({
      code: 'ERR_CONFIG',
      message: 'The value of "batch-size" is no number.',
      element: '/pipeline0/pgie',
      file: '/etc/pgie.txt',
      line: 7,
      key: 'batch-size',
      value: 'many',
      remedy: 'Write a whole number.',
    });
    expect(error.message).toBe('The value of "batch-size" is no number (element pgie, /etc/pgie.txt:7). Write a whole number.');
    expect(error).toMatchObject({
      name: 'DeepStreamError',
      code: 'ERR_CONFIG',
      element: '/pipeline0/pgie',
      file: '/etc/pgie.txt',
      line: 7,
      key: 'batch-size',
      value: 'many',
    });
  });

  it('says nothing twice', () => {
    const error = new DeepStreamError({
      code: 'ERR_CONFIG',
      message: '/a.txt:3: pgie does not know "x".',
      element: '/p/pgie',
      file: '/a.txt',
      line: 3,
    });
    expect(error.message).toBe('/a.txt:3: pgie does not know "x".');
  });

  it('has no empty fields', () => {
    const error = faultToError({ code: 'ERR_STREAM', message: 'Stopped.', detail: '' });
    expect(Object.keys(error)).toEqual(['name', 'code']);
    expect(inspect(error)).not.toContain('undefined');
  });

  it('is recognised, also across copies of the package', () => {
    expect(isDeepStreamError(new DeepStreamError({ code: 'ERR_STATE', message: 'x' }))).toBe(true);
    expect(isDeepStreamError(Object.assign(new Error('x'), { name: 'DeepStreamError', code: 'ERR_STATE' }))).toBe(true);
    expect(isDeepStreamError(new Error('x'))).toBe(false);
    expect(isDeepStreamError('ERR_STATE')).toBe(false);
  });

  it('is what errors of the add-on become, with the stack of the caller', () => {
    const error = toDeepStreamError(nativeError({ code: 'ERR_PROPERTY', message: 'No.', key: 'a', remedy: 'Do.' }));
    expect(error).toBeInstanceOf(DeepStreamError);
    expect(error).toMatchObject({ code: 'ERR_PROPERTY', key: 'a', message: 'No. Do.' });
    expect(error.stack).toContain('errors.test.ts');
  });

  it('is not what errors of the program become', () => {
    const mistake = new TypeError('mine');
    expect(toDeepStreamError(mistake)).toBe(mistake);
    const coded = Object.assign(new Error('file'), { code: 'ENOENT' });
    expect(toDeepStreamError(coded)).toBe(coded);
  });

  it('has a documented code for every fault of the native code', () => {
    const sources = (readdirSync(join(root, 'native'), { recursive: true }) as string[]).filter(
      (name) => /\.(cc|h)$/.test(name) && !name.startsWith('test'),
    );
    const used = new Set(sources.flatMap((name) => readFileSync(join(root, 'native', name), 'utf8').match(/(?<=")ERR_[A-Z_]+(?=")/g) ?? []));
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((code) => !(errorCodes as readonly string[]).includes(code))).toEqual([]);
  });

  it('has every code in docs/errors.md', () => {
    const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    expect(errorCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('"did you mean"', () => {
  it.each([
    ['nvinferr', 'nvinfer'],
    ['traker', 'tracker'],
    ['RunTime', 'runtime'],
    ['x', undefined],
    ['something', undefined],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['nvinfer', 'tracker', 'runtime'])).toBe(expected);
  });

  it('counts edits', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
