/** Small things that every map of the desk needs. */
import * as L from 'leaflet'

export const isDark = (): boolean => getComputedStyle(document.documentElement).colorScheme === 'dark'

/** A mark `size` pixels wide to the finger; what is seen of it is drawn by the style sheet. */
export const sign = (className: string, text: string, size = 44): L.DivIcon => L.divIcon({ className, html: text, iconSize: [size, size] })
