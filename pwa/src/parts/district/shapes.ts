/** Credit districts as the API tells them. */
import type { Grade } from '../../api/shapes.ts'

export type DistrictStatus = 'proposed' | 'named' | 'raised' | 'rectifying' | 'struck_off'
export const KINDS = ['walking_street', 'food_street', 'market', 'commercial', 'farm_town', 'scenic_area', 'crafts', 'service'] as const
export type DistrictKind = (typeof KINDS)[number]
/** Longitude and latitude, WGS-84. */
export type Point = [number, number]

export interface Polygon {
  type: 'Polygon'
  coordinates: Point[][]
}

/** How many members have each grade; `n`: too little information. */
export interface GradeCounts {
  a: number
  b: number
  c: number
  d: number
  n: number
}

export interface DistrictCard {
  code: string
  name: string
  kind: DistrictKind
  kindName: string
  division: string
  divisionName: string
  status: DistrictStatus
  statusName: string
  grade: Grade
  gradeWord: string
  members: number
  gradeCounts: GradeCounts
  lng: number
  lat: number
  bbox: [number, number, number, number]
  boundary: Polygon
  revision: number
  perks: number
  events: number
  demo: boolean
}

export interface CharterPoint {
  title: string
  text: string
}

export interface Charter {
  version: number
  effectiveOn: string
  adoptedBy: string
  points: CharterPoint[]
}

export interface Notice {
  id: string
  kind: 'event' | 'perk'
  title: string
  body: string
  startsOn: string
  endsOn: string
}

export type Outcome = 'named' | 'kept' | 'raised' | 'rectifying' | 'struck_off'

export interface Review {
  year: number
  outcome: Outcome
  outcomeName: string
  decidedOn: string
  opinion: string
  rectifyBy: string | null
}

export interface DistrictEvaluation {
  grade: Grade
  gradeWord: string
  asOf: string
  members: number
  counts: GradeCounts
  steps: { label: string; value: string; text: string }[]
  explanation: string
}

export interface Rule {
  id: string
  text: string
}

/** What members must meet: the closed list of the slice `districts`. */
export interface EntryRules {
  minGrade: 'A' | 'B' | 'C' | 'D'
  allowUngraded: boolean
  minCommitments: number
  inside: boolean
  noOpenSeriousRecord: boolean
  charterAccepted: boolean
  lowGradeDays: number
  setRightDays: number
}

export interface DistrictPage extends DistrictCard {
  introduction: string
  manager: string
  managerContact: string
  charter: Charter | null
  rules: { entry: Rule[]; exit: Rule[]; values: EntryRules }
  evaluation: DistrictEvaluation
  notices: Notice[]
  reviews: Review[]
  namedOn: string | null
  reviewDue: string | null
}

export interface Member {
  uscc: string
  name: string
  trade: string
  grade: Grade
  gradeWord: string
  address: string
  lng: number | null
  lat: number | null
  precision: string
  admittedOn: string
  demo: boolean
}

export interface Revision {
  revision: number
  reason: string
  changedAt: string
  changes: { field: string; name: string; before: string; after: string }[]
}
