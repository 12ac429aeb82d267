/** The second that the screens show, by the server's clock; whether the page can be seen at all. */
import { serverNow, serverSeconds } from '../../kit/clock.svelte.ts'

class Ticker {
  /** Whole unix seconds. */
  now = $state(serverSeconds())
  /** The page lies behind another one: nothing secret may stay in the phone's preview picture. */
  away = $state(document.hidden)
  private timer = 0

  run(): () => void {
    document.addEventListener('visibilitychange', this.look)
    this.tick()
    return () => {
      clearTimeout(this.timer)
      document.removeEventListener('visibilitychange', this.look)
    }
  }

  private look = (): void => {
    this.away = document.hidden
    this.tick()
  }

  private tick = (): void => {
    clearTimeout(this.timer)
    const at = serverNow()
    this.now = Math.floor(at / 1000)
    this.timer = window.setTimeout(this.tick, 1005 - (at % 1000))
  }
}

/** Runs while the component that made it lives. */
export function ticker(): Readonly<Pick<Ticker, 'now' | 'away'>> {
  const one = new Ticker()
  $effect(() => one.run())
  return one
}
