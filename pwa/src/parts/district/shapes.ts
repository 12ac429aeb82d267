/** Credit districts as the screens use them: the generated types, a few of them narrowed. */
import type { Grade, Narrow, Schemas } from '../../api/shapes.ts'

/** Longitude and latitude, WGS-84. */
export type Point = [number, number]
export type Polygon = Narrow<Schemas['Boundary'], { coordinates: Point[][] }>
export type Box = [west: number, south: number, east: number, north: number]
/** How many members have each grade; `n`: too little information. */
export type GradeCounts = Schemas['GradeCounts']

interface Exact {
  grade: Grade
  bbox: Box
  boundary: Polygon
}

export type DistrictCard = Narrow<Schemas['DistrictCard'], Exact>
export type DistrictStatus = DistrictCard['status']
export type DistrictKind = DistrictCard['kind']
export type DistrictEvaluation = Narrow<Schemas['DistrictEvaluation'], { grade: Grade }>
export type DistrictPage = Omit<Narrow<Schemas['DistrictPage'], Exact>, 'evaluation'> & { evaluation: DistrictEvaluation }
export type CharterPoint = Schemas['CharterPointView']
export type Notice = Schemas['NoticeView']
export type Outcome = Schemas['ReviewView']['outcome']
/** What members must meet: the closed list of the slice `districts`. */
export type EntryRules = Schemas['MembershipRules']
export type Member = Narrow<Schemas['DistrictMemberView'], { grade: Grade }>
export type Revision = Schemas['RevisionView']

export const KINDS: readonly DistrictKind[] = ['walking_street', 'food_street', 'market', 'commercial', 'farm_town', 'scenic_area', 'crafts', 'service']
