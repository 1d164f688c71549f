// Puts the licence texts that images are compared with into one file: src/Plimsoll.Inspection/Licences/Data/texts.dat, see the README beside it.
// Usage: npm install --no-save spdx-license-list && node scripts/licence-texts.mjs
import { createRequire } from 'node:module';
import fs from 'node:fs';

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
fs.writeFileSync(new URL('texts.dat', folder), all);
