/** What a scanned text is: ours, a look-alike, or kindly something else. */

import { describe, expect, it } from 'vitest'
import { readCodeText, shortCodeFault, showShortCode, tidyShortCode, type Other } from '../../src/verify/index.ts'

const ORIGIN = 'https://xyqh.cn'
const digits = '9'.repeat(303)
const read = (text: string, origin = ORIGIN): ReturnType<typeof readCodeText> => readCodeText(text, origin)
const faultOf = (text: string, origin = ORIGIN): string | null => (read(text, origin) as Partial<Other>).fault ?? null

describe('our own', () => {
  it('shop codes, as a link and bare', () => {
    expect(read(`${ORIGIN}/v/${digits}`)).toEqual({ kind: 'merchant', digits })
    expect(read(digits)).toEqual({ kind: 'merchant', digits })
    expect(read(` ${digits}\n`)).toEqual({ kind: 'merchant', digits })
  })

  it('passes, only behind #', () => {
    expect(read(`${ORIGIN}/v#${digits}`)).toEqual({ kind: 'citizen', digits })
    expect(faultOf(`${ORIGIN}/v#abc`)).toBe('not_a_code')
    expect(faultOf(`${ORIGIN}/v#0${digits}`)).toBe('not_canonical')
  })

  it('typed codes', () => {
    expect(read(showShortCode(withCheck('KWSK7UBP')).toLowerCase())).toEqual({ kind: 'short', code: withCheck('KWSK7UBP') })
    expect(read(withCheck('KWSK7UBP'))).toEqual({ kind: 'short', code: withCheck('KWSK7UBP') })
    expect(read(`${ORIGIN}/v/${withCheck('KWSK7UBP')}`)).toEqual({ kind: 'short', code: withCheck('KWSK7UBP') })
    expect(faultOf('KWSK7UBP' + nextOf(withCheck('KWSK7UBP').slice(8)))).toBe('mistyped')
    // The first character of a code is never a digit, so nothing that counts is taken for one.
    expect(faultOf(withCheck('2WSK7UBP'))).toBe('mistyped')
  })

  it('two names of this very machine are one while developing, and only those', () => {
    const local = 'http://localhost:5173'
    expect(read(`http://127.0.0.1:8000/v/${digits}`, local)).toEqual({ kind: 'merchant', digits })
    expect(read(`http://[::1]:8000/v#${digits}`, local)).toEqual({ kind: 'citizen', digits })
    expect(faultOf(`http://127.0.0.1:8000/v/${digits}`)).toBe('foreign_host')
    expect(faultOf(`http://127.0.0.1.evil.com/v/${digits}`, local)).toBe('foreign_host')
    expect(faultOf(`http://localhost@evil.com/v/${digits}`, local)).not.toBeNull()
  })
})

describe('look-alikes', () => {
  it.each([
    'https://xyqh.cn.evil.com/v/1', 'https://xyqh.cn@evil.com/v/1', 'https://user@xyqh.cn/v/1', 'http://xyqh.cn/v/1', 'https://XYQH.cn/v/1',
    'HTTPS://xyqh.cn/v/1', 'https://xyqh.cn./v/1', 'https://xyqh.cn:443/v/1', 'https://xyqh.cn:8443/v/1', 'https://xуqh.cn/v/1', 'https://хуqh.сn/v/1',
    'https://ｘｙｑｈ.cn/v/1', 'https://xyqh。cn/v/1', ' https://xyqh.cn/v/1', 'https://evil.com/xyqh.cn/v/1', 'https://xyqh.cn', 'https://xyqh.cn\\@evil.com/v/1',
  ])('%s', (text) => {
    expect(faultOf(text)).toBe('look_alike_host')
  })

  it('digits for letters, in a longer name', () => {
    for (const host of ['x1nyong.qinghai.gov.cn', 'xinyong.qlnghai.gov.cn', 'xiny0ng.qinghai.gov.cn', 'xіnyong.qinghаi.gov.cn']) {
      expect(faultOf(`https://${host}/v/1`, 'https://xinyong.qinghai.gov.cn')).toBe('look_alike_host')
    }
    expect(faultOf('https://www.qinghai.gov.cn/', 'https://xinyong.qinghai.gov.cn')).toBe('foreign_host')
  })

  it('names the host where it would really lead', () => {
    expect(read('https://xyqh.cn@evil.com/v/1')).toMatchObject({ kind: 'look_alike', host: 'evil.com' })
    expect(read('https://xуqh.cn/v/1')).toMatchObject({ host: expect.stringMatching(/^xn--/) as string })
  })

  it('what follows /v/ is judged as a code, not as a link', () => {
    for (const tail of ['1?next=evil', '1/2', '../../evil', 'wxp://f2f0', 'https://xyqh.cn/v/1']) expect(faultOf(`${ORIGIN}/v/${tail}`)).toBe('not_a_code')
  })
})

describe('others, kindly named', () => {
  it.each([
    ['134512345678901234', 'wechat'], ['wxp://f2f0abcdef', 'wechat'], ['weixin://wxpay/bizpayurl?pr=x', 'wechat'], ['https://payapp.weixin.qq.com/a', 'wechat'],
    ['2812345678901234', 'alipay'], ['https://qr.alipay.com/abc', 'alipay'], ['HTTPS://QR.ALIPAY.COM/ABC', 'alipay'], ['6212345678901234567', 'unionpay'],
    ['https://qr.95516.com/1/2', 'unionpay'],
  ])('pay code %s', (text, brand) => {
    expect(read(text)).toEqual({ kind: 'payment', fault: 'payment_code', brand })
  })

  it.each([
    ['https://weixin.qq.com/r/abc', 'weixin.qq.com', 'wechat'], ['https://u.wechat.com/xyz', 'u.wechat.com', 'wechat'], ['weixin://dl/business', 'weixin:', 'wechat'],
    ['alipays://platformapi/startapp', 'alipays:', 'alipay'], ['https://render.alipay.com/p', 'render.alipay.com', 'alipay'],
    ['https://healthcode.example.gov.cn/x', 'healthcode.example.gov.cn', 'health'], ['https://www.example.gov.cn/jkm/show?id=1', 'www.example.gov.cn', 'health'],
    ['https://inv-veri.chinatax.gov.cn/', 'inv-veri.chinatax.gov.cn', 'invoice'], ['https://example.com/?u=jkm', 'example.com', 'other'],
    ['http://evil.weixin.qq.com.evil.cn/', 'evil.weixin.qq.com.evil.cn', 'other'], ['//evil.cn/x', 'evil.cn', 'other'],
  ])('link %s', (text, host, app) => {
    expect(read(text)).toEqual({ kind: 'link', fault: 'foreign_host', host, app })
  })

  it('never tells more of a link than its host', () => {
    expect(JSON.stringify(read('https://evil.example/x?token=1#secret'))).not.toMatch(/token|secret/)
  })

  it.each([
    ['WIFI:T:WPA;S:shop;P:secret;;', 'wifi'], ['BEGIN:VCARD\nFN:王', 'contact'], ['MECARD:N:Wang;;', 'contact'], ['tel:12315', 'phone'], ['smsto:10086:hi', 'sms'],
    ['mailto:a@b.cn', 'email'], ['geo:36.6,101.7', 'place'], ['BEGIN:VEVENT\n', 'event'], ['01,32,,24632000000012345678,88.00,20260101,,A1B2,', 'invoice'],
    ['91630000710401234X', 'uscc'], ['javascript:alert(1)', 'app_link'],
  ])('data %j', (text, what) => {
    expect(read(text)).toEqual({ kind: 'data', fault: 'not_a_code', what })
  })

  it.each(['你好', 'x'.repeat(1000), '12345', '（付款）'])('plain text %.10s', (text) => {
    expect(read(text)).toEqual({ kind: 'text', fault: 'not_a_code' })
  })

  it.each([['', 'empty'], [' \t\r\n', 'empty'], [`${ORIGIN}/v/`, 'empty'], ['x'.repeat(1001), 'too_long'], ['😀'.repeat(1000), 'not_a_code'], ['😀'.repeat(1001), 'too_long']])(
    'at the edges: %.12s',
    (text, fault) => {
      expect(faultOf(text)).toBe(fault)
    },
  )
})

describe('short codes', () => {
  it('fold what a hand types', () => {
    expect(tidyShortCode(' kwsk-7ubp y')).toBe('KWSK7UBPY')
    expect(tidyShortCode('ＫＷＳＫ７ＵＢＰＹ')).toBe('KWSK7UBPY')
    expect(showShortCode('KWSK7UBPY')).toBe('KWSK-7UBP-Y')
    expect(showShortCode('KWSK7')).toBe('KWSK-7')
  })

  it('are checked before anything is sent', () => {
    expect(shortCodeFault(withCheck('KWSK7UBP'))).toBeNull()
    expect(shortCodeFault('KWSK')).toBe('short')
    expect(shortCodeFault('KWSK0UBPY')).toBe('letter')
  })

  it('find any single slip and any swap of neighbours', () => {
    const code = withCheck('KWSK7UBP')
    for (let i = 0; i < 8; i += 1) {
      const slip = code.slice(0, i) + (code[i] === 'A' ? 'B' : 'A') + code.slice(i + 1)
      expect(shortCodeFault(slip), slip).toBe('check')
      const a = code[i] as string
      const b = code[i + 1] as string
      if (i < 7 && a !== b) expect(shortCodeFault(code.slice(0, i) + b + a + code.slice(i + 2))).toBe('check')
    }
  })
})

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

function withCheck(body: string): string {
  return [...ALPHABET].map((last) => body + last).find((code) => shortCodeFault(code) === null) as string
}

function nextOf(char: string): string {
  return ALPHABET[(ALPHABET.indexOf(char) + 1) % ALPHABET.length] as string
}
