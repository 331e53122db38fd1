import { render } from 'preact';

import '../ui/tokens.css';
import '../ui/base.css';
import './student.css';
import { en } from '../ui/messages/en.ts';
import { timeWords } from '../ui/times.ts';
import { App, type LateSheet } from './app.tsx';
import { browserPorts, setTimer } from './browser-ports.ts';
import { conduct } from './conductor.ts';
import { databaseOpener } from './offline/database.ts';
import { initialState, isOpenable, type AppState } from './state.ts';
import { registerWorker } from './worker-bridge.ts';

const root = document.getElementById('app')!;
const fixed = { words: en, times: timeWords(), isSecure: isSecureContext, onReload: () => location.reload() };
const shown: { state: AppState; sheet: LateSheet } = { state: initialState, sheet: { hasFailed: false } };

function draw(state: AppState): void {
  shown.state = state;
  if (isOpenable(state.view) && shown.sheet.draw === undefined) void loadSheets();
  render(<App {...fixed} {...shown} conductor={conductor} />, root);
}

async function loadSheets(): Promise<void> {
  try {
    const { Sheets, openScanner, openReceiptSaver } = await import('./screens/sheets.tsx');
    const scanner = openScanner(setTimer);
    shown.sheet = { draw: (props) => <Sheets {...props} scanner={scanner} />, saveReceipt: openReceiptSaver(), hasFailed: false };
  } catch {
    shown.sheet = { hasFailed: true };
  }
  render(<App {...fixed} {...shown} conductor={conductor} />, root);
}

function syncSoon(): void {
  conductor.setOnline(navigator.onLine);
  ports.schedule.kick();
}

const ports = browserPorts(databaseOpener(), draw, () => void conductor.readEntries());
const conductor = conduct(ports);

addEventListener('hashchange', () => void conductor.takeFragment(location.hash));
addEventListener('online', syncSoon);
addEventListener('offline', () => conductor.setOnline(false));
addEventListener('pageshow', (event) => event.persisted && syncSoon());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && syncSoon());

conductor.setOnline(navigator.onLine);
void conductor.open(location.hash);
void registerWorker().then(loadSheets);
