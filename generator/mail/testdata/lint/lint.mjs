// Asks the caniemail data about mail pages: node lint.mjs page.html...
// What is on the list below only improves a page; anything else that one of
// the mail programs cannot do ends with 1.
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';

const clients = ['apple-mail.*', 'gmail.desktop-webmail', 'gmail.ios', 'gmail.android',
  'outlook.windows', 'outlook.macos', 'outlook.outlook-com', 'outlook.ios', 'outlook.android'];
const allowed = new Set([
  '@media outlook.windows',        // narrow screens: Outlook on Windows has none
  'overflow outlook.windows',      // of the preheader, hidden there by mso-hide
  '<body> element outlook.macos',  // its style is repeated in the outer table
]);
let found = 0;
for (const file of process.argv.slice(2)) {
  const { issues } = caniemail({ clients, html: readFileSync(file, 'utf8') });
  const faults = new Set();
  for (const [client, list] of issues.errors) for (const issue of list) faults.add(`${issue.title} ${client}`);
  for (const fault of faults) {
    if (allowed.has(fault)) continue;
    console.log(`${file}: ${fault}`);
    found++;
  }
}
process.exit(found ? 1 : 0);
