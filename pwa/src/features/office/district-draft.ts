/** A district as the form holds it, from what the server tells and to what it takes. */
import { asPolygon, openRing } from '../../parts/district/outline.ts'
import type { DistrictKind, DistrictPage, EntryRules, Point } from '../../parts/district/shapes.ts'
import type { DistrictDraft } from './district-calls.ts'

export interface Form {
  name: string
  kind: DistrictKind
  division: string
  introduction: string
  manager: string
  managerContact: string
  rules: EntryRules
  ring: Point[]
  holes: Point[][]
  reason: string
  /** The revision that was opened; 0 for a new district. */
  revision: number
}

const RULES: EntryRules = { minGrade: 'B', allowUngraded: false, minCommitments: 1, inside: true, noOpenSeriousRecord: true, charterAccepted: true, lowGradeDays: 30, setRightDays: 30 }

export const emptyForm = (): Form => ({
  name: '', kind: 'walking_street', division: '', introduction: '', manager: '', managerContact: '',
  rules: { ...RULES }, ring: [], holes: [], reason: '', revision: 0,
})

export const formOf = (district: DistrictPage): Form => ({
  name: district.name,
  kind: district.kind,
  division: district.division,
  introduction: district.introduction,
  manager: district.manager,
  managerContact: district.managerContact,
  rules: { ...district.rules.values },
  ring: openRing(district.boundary),
  holes: district.boundary.coordinates.slice(1),
  reason: '',
  revision: district.revision,
})

/** What is sent; null while the ring is not one yet. */
export function draftOf(form: Form): DistrictDraft | null {
  const boundary = asPolygon(form.ring, form.holes)
  if (!boundary) return null
  const { name, kind, division, introduction, manager, managerContact, rules } = form
  return { name: name.trim(), kind, division, introduction: introduction.trim(), manager: manager.trim(), managerContact: managerContact.trim(), boundary, rules: { ...rules } }
}
