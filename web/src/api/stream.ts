// The server's live stream, read with fetch: EventSource cannot carry the bearer key.

import { headers } from './client';

export interface StreamEvent {
  event: string;
  data: string;
}

/** Splits what has arrived into whole events and the rest that is still incomplete. */
export function takeEvents(buffer: string): { events: StreamEvent[]; rest: string } {
  const blocks = buffer.replaceAll('\r\n', '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  return { events: blocks.map(parseBlock).filter((event) => event.data !== ''), rest };
}

function parseBlock(block: string): StreamEvent {
  const parsed: StreamEvent = { event: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') parsed.event = value;
    if (field === 'data') data.push(value);
  }
  parsed.data = data.join('\n');
  return parsed;
}

export interface StreamHandlers {
  onEvent: (event: StreamEvent) => void;
  onOpen: () => void;
  onLost: () => void;
}

/** Stays connected until the returned function is called; waits 1, 2, 4 ... 15 seconds between attempts. */
export function follow(path: string, handlers: StreamHandlers): () => void {
  const controller = new AbortController();
  void keepReading(path, handlers, controller.signal);
  return () => controller.abort();
}

async function keepReading(path: string, handlers: StreamHandlers, signal: AbortSignal): Promise<void> {
  let waitMillis = 1000;
  while (!signal.aborted) {
    try {
      const answer = await fetch(path, { headers: { ...headers(false), accept: 'text/event-stream' }, signal });
      if (!answer.ok || !answer.body) throw new Error(`status ${answer.status}`);
      waitMillis = 1000;
      handlers.onOpen();
      await readBody(answer.body, handlers.onEvent);
    } catch {
      // Lost or refused: both are told below, and the next attempt follows.
    }
    if (signal.aborted) return;
    handlers.onLost();
    await new Promise((resolve) => setTimeout(resolve, waitMillis));
    waitMillis = Math.min(waitMillis * 2, 15_000);
  }
}

async function readBody(body: ReadableStream<Uint8Array>, onEvent: (event: StreamEvent) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let buffer = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const { events, rest } = takeEvents(buffer + value);
    buffer = rest;
    events.forEach(onEvent);
  }
}
