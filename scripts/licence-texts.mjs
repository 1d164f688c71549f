// Packs the licence texts that images are compared with: src/Plimsoll.Inspection/Licences/Data/texts.br, see the README beside it.
// Usage: npm install --no-save spdx-license-list && node scripts/licence-texts.mjs
import { createRequire } from 'node:module';
import fs from 'node:fs';
import zlib from 'node:zlib';

const folder = new URL('../src/Plimsoll.Inspection/Licences/Data/', import.meta.url);
const list = createRequire(process.cwd() + '/')('spdx-license-list/spdx-full.json');
const ids = fs.readFileSync(new URL('texts.txt', folder), 'utf8').split('\n').filter(line => line && !line.startsWith('#'));
let all = '';
for (const id of ids) {
  let text = list[id].licenseText.replace(/\r/g, '');
  // SPDX appends the GPL, which is another licence.
  if (id === 'LGPL-3.0-only') text = text.slice(0, text.indexOf('GNU GENERAL PUBLIC LICENSE', 200));
  all += `\0${id}\n${text}\n`;
}
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: all.length };
fs.writeFileSync(new URL('texts.br', folder), zlib.brotliCompressSync(all, { params }));
