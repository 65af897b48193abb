// What the native test programs reported: GoogleTest's XML, one file a program.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts, notes on what was skipped, and the metadata libraries with which programs ran: path → number of programs. */
export function nativeResults(folder) {
  const results = { passed: 0, failed: 0, skipped: 0, notes: [], libraries: new Map() };
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const xml = readFileSync(join(folder, file), 'utf8');
    for (const [, name, body] of xml.matchAll(/<testcase name="([^"]*)"((?:[^/]|\/(?!>))*?(?:\/>|>[\s\S]*?<\/testcase>))/g)) {
      if (body.includes('<failure')) results.failed++;
      else if (body.includes('<skipped')) {
        results.skipped++;
        results.notes.push(`skipped ${name}: ${/<skipped message="([^"]*)"/.exec(body)?.[1]?.split('&#x0A;').at(-1) ?? ''}`);
      } else results.passed++;
    }
    for (const path of /<testsuites [^>]*\bmetadata="([^"]*)"/.exec(xml)?.[1]?.split(' ').filter(Boolean) ?? [])
      results.libraries.set(path, (results.libraries.get(path) ?? 0) + 1);
  }
  return results;
}
