// The pages with instant reload. Data come from the mock, or from a real server: ATTENTIVE_URL=http://127.0.0.1:5600 npm run dev

import { createServer } from 'vite';
import { startMock } from './server.mjs';

const target = process.env.ATTENTIVE_URL ?? (await startMock()).url;
const vite = await createServer({ server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target, changeOrigin: true } } } });
await vite.listen();
vite.printUrls();
