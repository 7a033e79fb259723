// Finds the system's Chromium: nothing is ever downloaded by Playwright itself.
// CHROMIUM overrides the path; the arguments keep the browser from talking to anyone but the page.
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromiumPath = process.env.CHROMIUM || places.find(existsSync) || places[0];

export const chromiumArgs = [
  '--no-sandbox', // CI runs as root in a container
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchOptions = { executablePath: chromiumPath, args: chromiumArgs };
