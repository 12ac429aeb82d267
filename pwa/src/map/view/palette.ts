/** The colours of everything drawn on canvas: as in `styles/tokens.css`, which a canvas cannot read fast. */
import type { Grade } from '../../api/shapes.ts'

export interface Palette {
  dark: boolean
  beyond: string
  land: string
  rim: string
  shore: string
  prefecture: string
  county: string
  lake: string
  lakeRim: string
  river: string
  ice: string
  grid: string
  label: string
  labelWeak: string
  water: string
  halo: string
  disc: string
  ink: string
  track: string
  link: string
  district: string
  me: string
  grade: Record<Grade, string>
  gradeInk: Record<Grade, string>
}

const light: Palette = {
  dark: false,
  beyond: '#dde7ec', land: '#f4f6f1', rim: 'rgba(13,90,138,.13)', shore: '#9db4c1', prefecture: '#a9bac4', county: '#cfd8d9',
  lake: '#abd3ec', lakeRim: '#7fb8da', river: '#a3cde8', ice: '#ffffff', grid: 'rgba(60,90,80,.055)',
  label: '#3f535f', labelWeak: '#61747f', water: '#27709f', halo: 'rgba(248,250,247,.92)',
  disc: '#ffffff', ink: '#14222c', track: '#d4dde2', link: '#0d5a8a', district: '#0d5a8a', me: '#1170aa',
  grade: { A: '#0a7a58', B: '#1f5fae', C: '#b47900', D: '#a5321c', N: '#6d7d88' },
  gradeInk: { A: '#0a7a58', B: '#1f5fae', C: '#8a5a00', D: '#a5321c', N: '#556570' },
}

const dark: Palette = {
  dark: true,
  beyond: '#050c12', land: '#0d1a23', rim: 'rgba(88,169,214,.16)', shore: '#4b6677', prefecture: '#43596a', county: '#263a47',
  lake: '#194866', lakeRim: '#2f6f97', river: '#245575', ice: '#253a47', grid: 'rgba(200,230,245,.035)',
  label: '#c3d2db', labelWeak: '#93a7b4', water: '#7fbfe6', halo: 'rgba(10,21,29,.92)',
  disc: '#162a37', ink: '#f0f6fa', track: '#33485a', link: '#8ccaf0', district: '#8ccaf0', me: '#58b4ee',
  grade: { A: '#2fae86', B: '#5b9aec', C: '#d49a2a', D: '#e06a50', N: '#8d9ea9' },
  gradeInk: { A: '#62d3ae', B: '#92bff5', C: '#e8b75a', D: '#f39b87', N: '#a9b8c2' },
}

export const paletteOf = (isDark: boolean): Palette => (isDark ? dark : light)
