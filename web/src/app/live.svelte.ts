// What the server tells without being asked: what holds now, a prompt that came up, a change of the sensors.

import { api, ApiError } from '../api/client';
import { follow } from '../api/stream';
import type { Now, Prompt } from '../api/types';

export type Link = 'connecting' | 'live' | 'lost';

class Live {
  link = $state<Link>('connecting');
  now = $state.raw<Now | null>(null);
  prompt = $state.raw<Prompt | null>(null);
  /** Counts up with every change of sensors, pause, filters. */
  sensorsTurn = $state(0);
  /** Counts up with every change of the inbox. */
  inboxTurn = $state(0);
  pausedUntil = $state<string | null>(null);
  /** Set when the server asked for a key. */
  wantsKey = $state(false);
  /** The last thing said aloud to screen readers and shown as a toast. */
  said = $state<{ text: string; isWrong: boolean; turn: number } | null>(null);

  #stop: (() => void) | null = null;

  start(): void {
    this.#stop?.();
    this.#stop = follow('/api/attentive/stream', {
      onOpen: () => (this.link = 'live'),
      onLost: () => (this.link = 'lost'),
      onEvent: ({ event, data }) => this.take(event, data),
    });
  }

  take(event: string, data: string): void {
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      return; // A broken message costs that message: the next one comes within a second.
    }
    if (event === 'update' && !document.hidden) this.setNow(value as Now);
    if (event === 'prompt') this.prompt = value as Prompt;
    if (event === 'sensors') this.sensorsTurn += 1;
    if (event === 'inbox') this.inboxTurn += 1;
  }

  setNow(now: Now | null): void {
    this.now = now;
    this.pausedUntil = now?.paused_until ?? null;
  }

  say(text: string, isWrong = false): void {
    this.said = { text, isWrong, turn: (this.said?.turn ?? 0) + 1 };
  }

  async pause(minutes: number): Promise<void> {
    this.pausedUntil = (await api.pause(minutes)).paused_until;
    this.sensorsTurn += 1;
  }

  async resume(): Promise<void> {
    await api.resume();
    this.pausedUntil = null;
    this.sensorsTurn += 1;
  }

  /** Notes a refusal; tells whether it was one for want of a key. */
  refused(error: unknown): boolean {
    const isKey = error instanceof ApiError && error.status === 401;
    if (isKey) this.wantsKey = true;
    return isKey;
  }
}

export const live = new Live();
