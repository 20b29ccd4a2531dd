// Bundles the explorer, the SPARQL page's editor and the graph around a record into dist/, and the map of the world; each file packed with
// gzip and named by its content. Uses no network.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import { world } from './world.js';

const PUBLIC = '/graphql/explorer/';
const shared = {
  bundle: true,
  minify: true,
  write: false,
  outdir: 'dist',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: PUBLIC,
  loader: { '.ttf': 'file', '.woff2': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
};

const workers = await build({
  ...shared,
  format: 'iife',
  entryPoints: {
    'worker-editor': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'worker-json': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'worker-graphql': 'monaco-graphql/esm/graphql.worker.js',
  },
});
const addresses = Object.fromEntries(workers.outputFiles.map(({ path }) => {
  const name = basename(path);
  return [name.split('-')[1], PUBLIC + name];
}));

const explorer = await build({
  ...shared,
  format: 'esm',
  entryPoints: ['explorer.js'],
  define: { ...shared.define, __WORKERS__: JSON.stringify(addresses) },
});

const asking = await build({
  ...shared,
  format: 'esm',
  entryPoints: ['sparql.js'],
  publicPath: '/sparql/page/',
});

const around = await build({
  ...shared,
  format: 'esm',
  entryPoints: ['around.js'],
});

const files = [...around.outputFiles, ...asking.outputFiles, ...workers.outputFiles, ...explorer.outputFiles].map(({ path, contents }) => [basename(path), contents]);
const entry = (extension) => files.find(([name]) => name.startsWith('explorer-') && name.endsWith(extension))[0];
const page = (await readFile('index.html', 'utf8')).replace('{css}', entry('.css')).replace('{js}', entry('.js'));

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
let bytes = 0;
for (const [name, contents] of [...files, ['index.html', page], ['world.json', JSON.stringify(await world())]]) {
  const packed = await promisify(gzip)(contents, { level: 9 });
  bytes += packed.length;
  await writeFile(`dist/${name}.gz`, packed);
}
console.log(`explorer: ${files.length + 2} files, ${(bytes / 1024).toFixed(0)} KiB packed`);
