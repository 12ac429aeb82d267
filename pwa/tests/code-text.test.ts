import { describe, expect, it } from 'vitest'
import { readScanned, shortCodeFault, showShortCode, tidyShortCode } from '../src/features/codes/code-text.ts'

const here = new URL('https://xyqh.cn/scan')
const digits = '9'.repeat(303)
const kind = (text: string, at = here): string => readScanned(text, at).kind

describe('readScanned', () => {
  it('reads our own badge', () => {
    expect(readScanned(`https://xyqh.cn/v/${digits}`, here)).toEqual({ kind: 'merchant', digits })
    expect(readScanned(digits, here)).toEqual({ kind: 'merchant', digits })
  })

  it('passes a damaged one on to the verdict, which names the fault', () => {
    expect(readScanned('https://xyqh.cn/v/0123', here)).toEqual({ kind: 'merchant', digits: '0123' })
  })

  it('treats two names of this very machine as one, and only those', () => {
    const local = new URL('http://localhost:5173/scan')
    expect(kind(`http://127.0.0.1:8000/v/${digits}`, local)).toBe('merchant')
    expect(kind(`http://127.0.0.1:8000/v/${digits}`)).toBe('foreign')
  })

  it.each([
    'https://xyqh.cn.evil.com/v/1',
    'https://xyqh.cn@evil.com/v/1',
    'https://user@xyqh.cn/v/1',
    'http://xyqh.cn/v/1',
    'https://XYQH.cn/v/1',
    'https://xyqh.cn./v/1',
    'https://xуqh.cn/v/1',
    'https://xyqh.cn:8443/v/1',
    'https://xyqh.cn/v/1?next=evil',
    'https://example.com/',
  ])('calls a look-alike foreign: %s', (text) => {
    expect(kind(text)).toBe('foreign')
  })

  it('names the host of a foreign link and never more', () => {
    expect(readScanned('https://evil.example/x?token=1', here)).toEqual({ kind: 'foreign', host: 'evil.example' })
  })

  it.each([
    ['134512345678901234', 'wechat'],
    ['wxp://f2f0abcdef', 'wechat'],
    ['2812345678901234', 'alipay'],
    ['https://qr.alipay.com/abc', 'alipay'],
    ['6212345678901234567', 'unionpay'],
  ])('knows the pay code %s', (text, brand) => {
    expect(readScanned(text, here)).toEqual({ kind: 'payment', brand })
  })

  it('keeps a personal code to itself', () => {
    expect(readScanned(`https://xyqh.cn/v#${digits}`, here)).toEqual({ kind: 'citizen' })
  })

  it.each(['', '你好', 'javascript:alert(1)', 'tel:110', 'x'.repeat(5000), 'https://xyqh.cn/', 'https://xyqh.cn/v/1/2'])('calls %s no code', (text) => {
    expect(kind(text)).toBe('text')
  })
})

describe('short codes', () => {
  // Made by the server's own rule (credit.codes.short_code).
  const good = 'KWSK7UBPY'

  it('fold what a hand types', () => {
    expect(tidyShortCode(' kwsk-7ubp y')).toBe(good)
    expect(tidyShortCode('ＫＷＳＫ７ＵＢＰＹ')).toBe(good)
    expect(showShortCode(good)).toBe('KWSK-7UBP-Y')
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

  function withCheck(body: string): string {
    return [...'23456789ABCDEFGHJKMNPQRSTUVWXYZ'].map((last) => body + last).find((code) => shortCodeFault(code) === null) as string
  }
})
