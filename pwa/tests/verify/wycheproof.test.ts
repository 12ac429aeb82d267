/** Public test sets beside the checkout; a clone without them says so and skips, as in Python. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/verify/bytes.ts'
import { CodeFault, decodeSign1, es256Verify, verifyOffline } from '../../src/verify/index.ts'
import { HELD, link, passLink } from './make.ts'

const SHARED = fileURLToPath(new URL('../../../../shared/data/vectors/', import.meta.url))
const isThere = existsSync(SHARED)

interface Wycheproof {
  testGroups: { publicKey: { uncompressed: string }; tests: { comment: string; msg: string; sig: string; result: string }[] }[]
}

function read<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(SHARED + name, 'utf8')) as Shape
}

describe.skipIf(!isThere)('public vectors (absent: no ../shared/data/vectors by the checkout)', () => {
  it('wycheproof: ES256 with raw signatures, 262 of 262', async () => {
    const { testGroups } = read<Wycheproof>('ecdsa_secp256r1_sha256_p1363_test.json')
    let right = 0
    for (const { publicKey, tests } of testGroups) {
      const key = fromHex(publicKey.uncompressed.slice(2))
      for (const { comment, msg, sig, result } of tests) {
        expect(await es256Verify(key, fromHex(msg), fromHex(sig)), comment).toBe(result === 'valid')
        right += 1
      }
    }
    expect(right).toBe(262)
  })

  const names = isThere ? readdirSync(`${SHARED}cose`).filter((name) => name.endsWith('.json')) : []

  it.each(names)('%s never passes as a code', async (name) => {
    const { output } = read<{ output: { cbor: string } }>(`cose/${name}`)
    const token = fromHex(output.cbor)
    for (const text of [link(token), passLink(token)]) {
      const { verdict, claims } = await verifyOffline(text, HELD)
      expect([verdict, claims]).toEqual(['invalid', null])
    }
  })

  it('RFC 8392 A.3 gives the same bytes under the signature, and it holds', async () => {
    const example = read<{
      input: { sign0: { key: { x_hex: string; y_hex: string } } }
      intermediates: { ToBeSign_hex: string }
      output: { cbor: string }
    }>('cose/A_3.json')
    // Its key id is longer than our one byte, so the strict reader refuses it by shape …
    expect(() => decodeSign1(fromHex(example.output.cbor))).toThrow(CodeFault)
    // … while the primitive agrees with the example.
    const { x_hex: x, y_hex: y } = example.input.sign0.key
    const signature = fromHex(example.output.cbor).slice(-64)
    const message = fromHex(example.intermediates.ToBeSign_hex)
    expect(await es256Verify(fromHex(x + y), message, signature)).toBe(true)
    expect(toHex(message)).toContain(toHex(new TextEncoder().encode('Signature1')))
  })
})
