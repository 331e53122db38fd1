import { render } from 'preact';

import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/form.css';
import './controls.css';
import './panel.css';
import './student.css';
import { en } from '../ui/messages/en.ts';
import { timeWords } from '../ui/times.ts';
import { App, type LateParts } from './app.tsx';
import { browserPorts, setTimer } from './browser-ports.ts';
import { conduct } from './conductor.ts';
import { databaseOpener } from './offline/database.ts';
import type { SheetTools } from './screens/sheets.tsx';
import { initialState, isSheet, type AppState } from './state.ts';
import { registerWorker } from './worker-bridge.ts';

const root = document.getElementById('app')!;
const fixed = { words: en, times: timeWords(), isSecure: isSecureContext, onReload: () => location.reload() };
let shown: { readonly state: AppState } & LateParts = { state: initialState, hasFailed: false };

function draw(change: Partial<typeof shown>): void {
  shown = { ...shown, ...change };
  render(<App {...fixed} {...shown} conductor={conductor} />, root);
}

function drawState(state: AppState): void {
  draw({ state });
  if (isSheet(state.view) && shown.sheets === undefined) void loadSheets();
  if (state.entries.length > 0 && shown.outcomes === undefined) void loadOutcomes();
}

/** Whatever is asked for twice while it loads is one file, and what failed is asked for again. */
function loadOutcomes(): Promise<void> {
  return import('./screens/outcomes.tsx').then(
    (outcomes) => draw({ outcomes, hasFailed: false }),
    () => draw({ hasFailed: true }),
  );
}

async function loadSheets(): Promise<void> {
  if (shown.sheets !== undefined) return;
  try {
    const { Sheets, openTools, openReceiptSaver } = await import('./screens/sheets.tsx');
    tools ??= openTools(conductor, { ...ports, withDatabase, setTimer });
    const own = tools;
    draw({ sheets: { draw: (props) => <Sheets {...props} {...own} />, saveReceipt: openReceiptSaver() }, hasFailed: false });
  } catch {
    draw({ hasFailed: true });
  }
}

function syncSoon(): void {
  conductor.setOnline(navigator.onLine);
  ports.schedule.kick();
}

const withDatabase = databaseOpener();
let tools: SheetTools | undefined;
const ports = browserPorts(withDatabase, drawState, () => void conductor.readEntries());
const conductor = conduct(ports);

addEventListener('hashchange', () => void conductor.takeFragment(location.hash));
addEventListener('online', syncSoon);
addEventListener('offline', () => conductor.setOnline(false));
addEventListener('pageshow', (event) => event.persisted && syncSoon());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && syncSoon());

conductor.setOnline(navigator.onLine);
void conductor.open(location.hash);
if (location.hash !== '') void loadOutcomes();
void registerWorker().then(async () => {
  await Promise.all([loadOutcomes(), loadSheets()]);
  await tools?.carry.keepKey();
  await conductor.lookAround();
});
