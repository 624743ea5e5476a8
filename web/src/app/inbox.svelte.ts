// What asks for attention: one copy for the number beside the page's name and for the page itself.

import { api } from '../api/client';
import type { Inbox } from '../api/types';
import { forYouNow } from '../draw/inbox';
import { live } from './live.svelte';

class Box {
  inbox = $state.raw<Inbox | null>(null);
  /** Why it could not be asked for last. */
  failure = $state.raw<unknown>(null);
  forYou = $derived(this.inbox ? forYouNow(this.inbox.open) : []);

  #asked = 0;

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const inbox = await api.inbox();
      if (asked !== this.#asked) return; // An older answer must not take the place of a newer one.
      this.inbox = inbox;
      this.failure = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      live.refused(error);
      this.failure = error;
    }
  }
}

export const box = new Box();
