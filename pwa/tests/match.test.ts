import { describe, expect, it } from 'vitest'
import { matchPath } from '../src/kit/match.ts'

describe('matchPath', () => {
  it('finds parameters and decodes them', () => {
    expect(matchPath('/m/:uscc/why', '/m/9263/why')).toEqual({ uscc: '9263' })
    expect(matchPath('/m/:uscc', '/m/%E5%BA%97')).toEqual({ uscc: '店' })
  })
  it('forgives a trailing slash and nothing else', () => {
    expect(matchPath('/search', '/search/')).toEqual({})
    expect(matchPath('/search', '/searches')).toBeNull()
    expect(matchPath('/m/:uscc', '/m')).toBeNull()
    expect(matchPath('/', '/')).toEqual({})
  })
  it('takes broken escapes for another place, not for an exception', () => {
    expect(matchPath('/m/:uscc', '/m/%E5%')).toBeNull()
  })
})
