import { describe, expect, it, vi } from 'vitest'
import { Renewal, type Channel } from '../src/kit/renewal.ts'
import type { Locks } from '../src/kit/turns.ts'

/** One browser: a lock that tabs take in turn, a channel that every other tab hears. */
function browser() {
  let last: Promise<unknown> = Promise.resolve()
  const locks: Locks = {
    request(_, run) {
      const turn = last.then(run)
      last = turn.catch(() => undefined)
      return turn
    },
  }
  const channels: Channel[] = []
  const channel = (): Channel => {
    const own: Channel = {
      onmessage: null,
      postMessage: (data) => channels.filter((one) => one !== own).forEach((one) => one.onmessage?.({ data } as MessageEvent)),
    }
    channels.push(own)
    return own
  }
  return { locks, channel }
}

/** The server: a cookie for all tabs; a token used twice ends the session. */
function server() {
  let cookie = 0
  let used = -1
  const calls = vi.fn()
  const ask = async (): Promise<string> => {
    calls()
    const sent = cookie
    await new Promise((done) => setTimeout(done, 2))
    if (sent <= used) throw new Error('copied')
    used = sent
    cookie = sent + 1
    return `token ${cookie}`
  }
  return { ask, calls }
}

const quiet = (): void => undefined

describe('Renewal', () => {
  it('is one for all calls of a tab, with or without locks', async () => {
    for (const locks of [browser().locks, undefined]) {
      const { ask, calls } = server()
      const tab = new Renewal(ask, quiet, locks, null)
      expect(await Promise.all([tab.renew(), tab.renew(), tab.renew()])).toEqual(['token 1', 'token 1', 'token 1'])
      expect(calls).toHaveBeenCalledTimes(1)
    }
  })

  it('lets a second tab reuse what the first was given', async () => {
    const { ask, calls } = server()
    const { locks, channel } = browser()
    const heard = vi.fn()
    const one = new Renewal(ask, quiet, locks, channel())
    const two = new Renewal(ask, heard, locks, channel())
    expect(await Promise.all([one.renew(), two.renew()])).toEqual(['token 1', 'token 1'])
    expect(calls).toHaveBeenCalledTimes(1)
    expect(heard).toHaveBeenCalledWith('token 1')
  })

  it('takes turns when the tabs cannot hear each other: the next asks with the new cookie', async () => {
    const { ask } = server()
    const { locks } = browser()
    const tabs = [0, 1, 2].map(() => new Renewal(ask, quiet, locks, null))
    expect(await Promise.all(tabs.map((tab) => tab.renew()))).toEqual(['token 1', 'token 2', 'token 3'])
  })

  it('asks again later: old news is no renewal', async () => {
    const { ask } = server()
    const { locks, channel } = browser()
    const one = new Renewal(ask, quiet, locks, channel())
    const two = new Renewal(ask, quiet, locks, channel())
    await one.renew()
    expect(await two.renew()).toBe('token 2')
  })

  it('fails for this call only', async () => {
    const ask = vi.fn().mockRejectedValueOnce(new Error('no network')).mockResolvedValue('token')
    const tab = new Renewal<string>(ask, quiet, browser().locks, null)
    await expect(tab.renew()).rejects.toThrow('no network')
    expect(await tab.renew()).toBe('token')
  })

  it('tells the other tabs of a sign-out, which ends no queue with old news', async () => {
    const { ask, calls } = server()
    const { locks, channel } = browser()
    const heard = vi.fn()
    const one = new Renewal(ask, quiet, locks, channel())
    const two = new Renewal(ask, heard, locks, channel())
    one.tell(null)
    expect(heard).toHaveBeenCalledWith(null)
    await two.renew()
    expect(calls).toHaveBeenCalledTimes(1)
  })
})
