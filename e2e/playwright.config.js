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
  timeout: 60_000, // a debug build hashes passwords slowly
  expect: { timeout: 10_000 },
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
