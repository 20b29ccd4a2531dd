// Usage: node html.mjs ORIGIN PATHS. Has the Nu Html Checker look at the pages at PATHS (a JSON list) and at a message of each kind: what it
// calls an error is one.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [origin, paths] = [process.argv[2], JSON.parse(process.argv[3])];
const jar = new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(new URL('node_modules/vnu-jar/package.json', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'pages-'));
const names = new Map();

function judged(files) {
  try {
    execFileSync('java', ['-Xss4m', '-jar', jar, '--format', 'json', '--errors-only', ...files], { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 });
    return [];
  } catch (error) {
    return JSON.parse(error.stderr.toString()).messages.filter(({ type }) => type === 'error' || type === 'non-document-error');
  }
}

try {
  for (const [at, path] of paths.entries()) {
    const answer = await fetch(origin + path, { headers: { Accept: 'text/html' } });
    if (answer.status >= 500 || !answer.headers.get('content-type').startsWith('text/html')) throw new Error(`${path}: ${answer.status} ${answer.headers.get('content-type')}`);
    const text = await answer.text();
    const file = join(folder, `${at}.html`);
    // A part of a page is judged in one.
    writeFileSync(file, path.includes('as=fragment') ? `<!doctype html><html lang="en"><head><title>A page</title></head><body>${text}</body></html>` : text);
    names.set(file, path);
  }
  // The control: a page with a fault.
  const wrong = join(folder, 'wrong.html');
  writeFileSync(wrong, '<!doctype html><html lang="en"><head><title>Wrong</title></head><body><p><div>no</p><img src="x"></body></html>');
  if (judged([wrong]).length === 0) throw new Error('a fault is not noticed');
  const messages = judged([...names.keys()]);
  const faults = messages.map(({ url, lastLine, message, extract }) => `${names.get((url ?? '').replace('file:', ''))}:${lastLine}: ${message} ${(extract ?? '').replaceAll('\n', ' ').slice(0, 120)}`);
  if (faults.length > 0) {
    console.log([...new Set(faults)].slice(0, 60).join('\n'));
    process.exit(1);
  }
  console.log(`CONFORMANCE vnu ${version} ${names.size} ${names.size}`);
} finally {
  rmSync(folder, { recursive: true });
}
