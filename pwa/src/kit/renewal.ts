/**
 * One renewal at a time over all tabs of this browser. A refresh token works once, and a second use
 * looks like theft and ends the session, so tabs take turns and reuse what another tab was just given.
 */
import type { Locks } from './turns.ts'

export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(news: unknown): void
}

const NAME = 'session'

export class Renewal<T> {
  private running: Promise<T> | null = null
  private news: T | null = null
  private heard = 0

  /** `onNews` gets what another tab was given, or null when it signed out. */
  constructor(
    private readonly ask: () => Promise<T>,
    onNews: (given: T | null) => void,
    private readonly locks: Locks | undefined = globalThis.navigator?.locks,
    private readonly channel: Channel | null = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null,
  ) {
    if (!channel) return
    channel.onmessage = ({ data }: MessageEvent<T | null>) => {
      this.heard += 1
      this.news = data
      onNews(data)
    }
  }

  renew(): Promise<T> {
    this.running ??= this.inTurn().finally(() => (this.running = null))
    return this.running
  }

  /** Let the other tabs know of a sign-in, or (null) of a sign-out. */
  tell(given: T | null): void {
    this.channel?.postMessage(given)
  }

  /** Without locks (Safari before 15.4) this tab's own calls still share one renewal. */
  private async inTurn(): Promise<T> {
    const before = this.heard
    const run = async (): Promise<T> => {
      if (this.news && this.heard !== before) return this.news
      const given = await this.ask()
      this.tell(given)
      return given
    }
    return this.locks ? this.locks.request(NAME, run) : run()
  }
}
