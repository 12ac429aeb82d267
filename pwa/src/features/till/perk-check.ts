/** A voucher checked by the till's phone alone, as far as that goes: genuine, and of this minute. */
import { readHeld } from '../../trust/store.ts'
import { sameBytes, toHex } from '../../verify/bytes.ts'
import type { Cbor } from '../../verify/cbor.ts'
import { checkSignature, findKey, USE } from '../../verify/bundle.ts'
import { digitsToBytes } from '../../verify/digits.ts'
import { es256Verify } from '../../verify/es256.ts'
import { CodeFault, need } from '../../verify/faults.ts'
import { decodeSign1, IAT, isBytes, isNat, PRIVATE } from '../../verify/sign1.ts'
import { linkEnd, STEP_SECONDS, STEPS } from '../../parts/perk/chain.ts'

export type Checked = { kind: 'genuine'; claim: string } | { kind: 'false' | 'outdated' | 'unknown' }

/** `at`: Unix seconds of the scan, by the server's clock. */
export async function checkVoucher(digits: string, at: number): Promise<Checked> {
  try {
    const sign1 = decodeSign1(digitsToBytes(digits))
    const [kind, claim, anchor] = asList(sign1.payload.get(PRIVATE))
    const [step, link] = asList(sign1.unprotected.get(PRIVATE))
    const issued = sign1.payload.get(IAT)
    need(kind === 1 && isBytes(claim) && isBytes(anchor) && isNat(issued), 'bad_shape')
    need(isNat(step, STEPS) && isBytes(link) && sameBytes(linkEnd(link, step), anchor), 'bad_chain')
    const { bundle } = await readHeld()
    if (!bundle) return { kind: 'unknown' }
    await checkSignature(sign1, findKey(bundle.keys, sign1.kid, USE.citizen, at), es256Verify)
    const due = Math.floor((at - issued) / STEP_SECONDS)
    return Math.abs(step - due) > 1 ? { kind: 'outdated' } : { kind: 'genuine', claim: toHex(claim) }
  } catch (fault) {
    if (!(fault instanceof CodeFault)) throw fault
    return { kind: fault.fault === 'needs_network' ? 'unknown' : 'false' }
  }
}

const asList = (value: Cbor | undefined): Cbor[] => (Array.isArray(value) ? value : [])
