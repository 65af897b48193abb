// NVIDIA's own metadata libraries, from their public wheel: the judge of ours in the differential tests. x86-64 only.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './steps.mjs';

const wheel = 'nvidia-deepstream-videodecode-cu13==9.0.2';
const folder = join(root, 'build', 'nvidia');
const library = 'libnvds_meta.so';
/** Where the two libraries lie alone, to be put in the place of ours: the wheel's others need a GPU. */
const alone = join(root, 'build', 'nvidia-metadata');

/** The folder that holds the libraries, fetched by pip on first use. Throws when pip cannot. */
export async function nvidiaMetadata(report) {
  const found = locate();
  if (found) return found;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run(['python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, wheel], { progress: report });
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  await run(['python3', '-m', 'zipfile', '-e', join(folder, file), folder], { progress: report });
  rmSync(join(folder, file));
  const libraries = locate();
  if (!libraries) throw new Error(`${wheel} holds no ${library}`);
  return libraries;
}

/** A folder with nothing but the two metadata libraries of `folder`. */
export function nvidiaMetadataAlone(folder) {
  mkdirSync(alone, { recursive: true });
  for (const name of [library, 'libnvdsgst_meta.so']) copyFileSync(join(folder, name), join(alone, name));
  return alone;
}

function locate() {
  if (!existsSync(folder)) return undefined;
  const entry = readdirSync(folder, { recursive: true, withFileTypes: true }).find(({ name }) => name === library);
  return entry?.parentPath;
}
