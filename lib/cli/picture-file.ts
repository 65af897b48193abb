/** Pictures and definitions as files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { DeepStreamError } from '../errors.js';

/** Writes SVG as it is, or as PNG: GStreamer draws it. */
export async function writePicture(file: string, svg: string): Promise<void> {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (extname(file).toLowerCase() === '.svg') return writeFileSync(file, svg);
  } catch (error) {
    throw new DeepStreamError(
      {
        code: 'ERR_WRITE',
        message: `${file} cannot be written.`,
        file,
        remedy: 'Check the folder and its rights.',
        detail: (error as Error).message,
      },
      { cause: error },
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'node-deepstream-plot-'));
  try {
    const drawing = join(folder, 'picture.svg');
    writeFileSync(drawing, svg);
    await drawPng(drawing, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drawPng(svg: string, png: string): Promise<void> {
  const { Pipeline } = await import('../pipeline.js');
  await using pipeline = Pipeline.launch('filesrc name=in ! typefind ! rsvgdec ! videoconvert ! pngenc snapshot=true ! filesink name=out');
  pipeline.element('in').set({ location: svg });
  pipeline.element('out').set({ location: png });
  await pipeline.play();
  await pipeline.ended;
}

/** A picture as a data URL, so that the SVG is one file. */
export function pictureUrl(file: string): string {
  const types: Record<string, string> = { '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png' };
  const type = types[extname(file).toLowerCase()];
  if (!type) throw unreadable(file, 'is no JPEG or PNG picture', 'Name a file that ends with .jpg or .png.');
  return `data:${type};base64,${read(file).toString('base64')}`;
}

export function readJson(file: string): unknown {
  const text = read(file).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(
      file,
      `is no JSON: ${(error as Error).message}`,
      'Write zones as {"name": [[x, y], [x, y], [x, y]]}, lines as {"name": {"from": [x, y], "to": [x, y]}}.',
    );
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, `cannot be read: ${(error as Error).message}`, 'Check the path and the rights.');
  }
}

function unreadable(file: string, what: string, remedy: string): DeepStreamError {
  return new DeepStreamError({ code: 'ERR_ARGUMENT', message: `${file} ${what}.`, file, remedy });
}
