/** What a code says: a merchant token (商户码) or a citizen pass (市民码), shape and times. */

import type { CborMap } from './cbor.ts'
import { reachesAnchor, STEP_SECONDS, STEPS } from './chain.ts'
import { utf8 } from './bytes.ts'
import { need } from './faults.ts'
import { isMaskedName, isPlainName } from './names.ts'
import { EXP, IAT, isBytes, isNat, needLabels, PRIVATE, SUB, type Sign1 } from './sign1.ts'

export interface MerchantClaims {
  readonly shortName: string
  readonly grade: 'A' | 'B' | 'C' | 'D'
  readonly demo: boolean
  readonly expires: number
  readonly listNo: number
  readonly listIndex: number
}

/** No grade and no level: a person is never graded. */
export interface CitizenClaims {
  readonly maskedName: string | null
  readonly courtesy: boolean
  readonly demo: boolean
  readonly expires: number
  readonly step: number
}

interface MerchantToken {
  readonly kind: 'merchant'
  readonly claims: MerchantClaims
  readonly listNo: number
  readonly listIndex: number
}

interface CitizenToken {
  readonly kind: 'citizen'
  readonly claims: CitizenClaims
  readonly listNo: number
  readonly listIndex: number
  readonly issued: number
  readonly anchor: Uint8Array
  readonly preimage: Uint8Array
}

export type Token = MerchantToken | CitizenToken

const PASS_SECONDS = 900
const DAY = 86_400
const MAX_LIFETIME = 90 * DAY + 300 // a badge, with five minutes of clock skew
const MERCHANT_INDICES = 2 ** 20
const CITIZEN_INDICES = 2 ** 30
const DEMO = 1
const COURTESY = 2

/** The claims of a token that was shown as `kind`. Throws `wrong_kind` or `bad_shape`. */
export function readToken(sign1: Sign1, kind: Token['kind']): Token {
  return kind === 'merchant' ? readMerchant(sign1) : readCitizen(sign1)
}

function readMerchant({ payload, unprotected }: Sign1): MerchantToken {
  needLabels(payload, [SUB, EXP, PRIVATE])
  const shortName = payload.get(SUB)
  const expires = payload.get(EXP)
  const body = payload.get(PRIVATE)
  need(unprotected.size === 0 && Array.isArray(body) && body.length === 4, 'bad_shape')
  const [listNo, listIndex, grade, flags] = body
  need(typeof shortName === 'string' && isPlainName(shortName) && utf8(shortName).length <= 24, 'bad_shape')
  need(isNat(expires) && isNat(listNo, 24) && isNat(listIndex, MERCHANT_INDICES), 'bad_shape')
  need(isNat(grade, 5) && grade > 0 && isNat(flags, 24), 'bad_shape')
  const letter = 'ABCD'[grade - 1] as MerchantClaims['grade']
  const claims = { shortName, grade: letter, demo: (flags & DEMO) > 0, expires, listNo, listIndex }
  return { kind: 'merchant', claims, listNo, listIndex }
}

function readCitizen({ payload, unprotected }: Sign1): CitizenToken {
  needLabels(payload, [EXP, IAT, PRIVATE], [SUB, EXP, IAT, PRIVATE])
  const expires = payload.get(EXP)
  const issued = payload.get(IAT)
  const body = payload.get(PRIVATE)
  need(Array.isArray(body) && body.length === 4, 'bad_shape')
  const [listNo, listIndex, flags, anchor] = body
  need(isNat(listNo, 24) && isNat(listIndex, CITIZEN_INDICES) && isNat(flags, 24), 'bad_shape')
  need(isBytes(anchor) && anchor.length === 16, 'bad_shape')
  need(isNat(issued) && issued % PASS_SECONDS === 0 && expires === issued + PASS_SECONDS, 'bad_shape')
  // The list is the day of issue in Qinghai's time.
  need(listNo === Math.floor((issued + 8 * 3600) / DAY) % 24, 'bad_shape')
  const { step, preimage } = readProof(unprotected)
  const maskedName = readMaskedName(payload)
  const claims = { maskedName, courtesy: (flags & COURTESY) > 0, demo: (flags & DEMO) > 0, expires, step }
  return { kind: 'citizen', claims, listNo, listIndex, issued, anchor, preimage }
}

/** The one part that the phone adds and no signature covers: [step, preimage]. */
function readProof(unprotected: CborMap): { step: number; preimage: Uint8Array } {
  const proof = unprotected.get(PRIVATE)
  need(unprotected.size === 1 && Array.isArray(proof) && proof.length === 2, 'bad_shape')
  const [step, preimage] = proof
  need(isNat(step, STEPS) && isBytes(preimage) && preimage.length === 16, 'bad_shape')
  return { step, preimage }
}

function readMaskedName(payload: CborMap): string | null {
  const name = payload.get(SUB)
  if (name === undefined) return null
  need(typeof name === 'string' && isMaskedName(name), 'bad_shape')
  return name
}

/** Throws `not_yet_valid`, `expired`, and for a pass `bad_chain` or `outdated`. */
export function checkTimes(token: Token, now: number): void {
  const { expires } = token.claims
  if (token.kind === 'merchant') {
    // No `iat` in print: a badge that ends later than 90 days from now was issued in the future.
    need(expires <= now + MAX_LIFETIME, 'not_yet_valid')
    need(now < expires, 'expired')
    return
  }
  const { step } = token.claims
  need(token.issued - STEP_SECONDS <= now, 'not_yet_valid')
  need(now < expires + STEP_SECONDS, 'expired')
  need(reachesAnchor(token.preimage, step, token.anchor), 'bad_chain')
  // One step of slack each way: a screenshot is dead within a minute after its step.
  need(Math.abs(step - Math.floor((now - token.issued) / STEP_SECONDS)) <= 1, 'outdated')
}
