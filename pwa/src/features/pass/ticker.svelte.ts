/** The second that the screens show, by the server's clock; whether the page can be seen at all. */
import { serverNow, serverSeconds } from '../../kit/clock.svelte.ts'

export interface Ticker {
  /** Whole unix seconds. */
  readonly now: number
  /** The page lies behind another one: nothing secret may stay in the phone's preview picture. */
  readonly away: boolean
}

/** Runs while the component that made it lives. */
export function ticker(): Ticker {
  let now = $state(serverSeconds())
  let away = $state(document.hidden)

  $effect(() => {
    let timer = 0
    const tick = (): void => {
      clearTimeout(timer)
      const at = serverNow()
      now = Math.floor(at / 1000)
      timer = window.setTimeout(tick, 1005 - (at % 1000))
    }
    const onVisibility = (): void => {
      away = document.hidden
      tick()
    }
    document.addEventListener('visibilitychange', onVisibility)
    tick()
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  })

  return {
    get now() {
      return now
    },
    get away() {
      return away
    },
  }
}
