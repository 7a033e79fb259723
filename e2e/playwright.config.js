// How the browser tests run: headless system Chromium, two at a time, no retries (a flaky test is a bug).
import { defineConfig } from '@playwright/test';
import { launchOptions } from './chromium.js';

export default defineConfig({
  testDir: './tests',
  testMatch: '**/*.spec.js',
  outputDir: './results',
  fullyParallel: false, // tests of one file may share a server
  workers: 2,
  retries: 0,
  forbidOnly: true, // `.only` is for the command line: npx playwright test -g "name"
  // These end what hangs. They measure nothing: machines are small, busy, and run debug builds.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions,
    locale: 'en-US',
    timezoneId: 'Europe/Stockholm',
    viewport: { width: 1280, height: 800 },
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
  },
});
