/**
 * The one canvas on which the whole scene is drawn. While a finger drags, the compositor moves it and
 * nothing is drawn; while it pinches, and while Leaflet's zoom runs, each frame is drawn anew in true
 * places and sizes, so nothing swells or jumps. A phone that cannot keep up with that has the picture
 * scaled by the compositor until the fingers are off.
 */
import type * as L from 'leaflet'
import { Layer, point, setPosition, setTransform } from '../leaflet/core.ts'
import { pixelRatio } from './basemap.ts'
import { between, eased, WORLD, type Camera, type Spot } from './project.ts'
import { Scene } from './scene.ts'
import { Sprites } from './sprites.ts'

/** So much of the viewport is drawn beyond each side, to be dragged in. */
const SPARE = 0.16
/** A frame that came later than this while two fingers moved was too late; so many, and the phone is slow. */
const LATE_MS = 30
const TOO_LATE = 3
/** As long as Leaflet's own zoom transition. */
const ZOOM_MS = 250

class SceneLayer extends Layer {
  readonly scene = new Scene(new Sprites(pixelRatio()))
  #canvas = document.createElement('canvas')
  #context = this.#canvas.getContext('2d')
  #size: Spot = { x: 0, y: 0 }
  #corner = point(0, 0)
  #frame = 0
  #running = 0
  #painted: Camera = { scale: 1, x: 0, y: 0 }
  #late = 0
  #before = 0

  /** False where there is no canvas: the list then takes over. */
  get works(): boolean {
    return this.#context !== null
  }

  override onAdd(map: L.Map): this {
    this.#canvas.className = 'scene'
    this.#canvas.setAttribute('aria-hidden', 'true')
    map.getPanes().overlayPane.append(this.#canvas)
    this.#rest()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame)
    cancelAnimationFrame(this.#running)
    this.#canvas.remove()
    return this
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      move: () => this.#drag(),
      zoom: () => this.#pinch(),
      zoomanim: (event) => this.#glide(event as L.ZoomAnimEvent),
      moveend: () => this.#rest(),
      viewreset: () => this.#rest(),
      resize: () => this.#rest(),
    }
  }

  /** Something of the scene is new: names and all are drawn in the next frame. */
  refresh(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      if (!this.#running) this.#rest()
    })
  }

  #camera(center?: L.LatLng, zoom?: number): Camera {
    const map = this._map
    const at = zoom ?? map.getZoom()
    const middle = map.project(center ?? map.getCenter(), at)
    const half = map.getSize().divideBy(2)
    return { scale: 2 ** at, x: middle.x - half.x - this.#spare().x, y: middle.y - half.y - this.#spare().y }
  }

  #spare(): Spot {
    const { x, y } = this._map.getSize()
    return { x: Math.round(x * SPARE), y: Math.round(y * SPARE) }
  }

  /** Dragged: only when the spare edge is nearly used up is there anything to draw. */
  #drag(): void {
    if (this.#running) return
    const at = this._map.containerPointToLayerPoint([0, 0])
    const spare = this.#spare()
    const [dx, dy] = [at.x - spare.x - this.#corner.x, at.y - spare.y - this.#corner.y]
    if (Math.abs(dx) > spare.x * 0.7 || Math.abs(dy) > spare.y * 0.7) this.#now()
  }

  #pinch(): void {
    if (this.#running) return
    this.#judge()
    if (this.#late >= TOO_LATE) this.#scale(this.#camera())
    else this.#now()
  }

  /** Once slow, slow for good: changing back and forth would be seen. */
  #judge(): void {
    const gap = performance.now() - this.#before
    this.#before += gap
    if (this.#late < TOO_LATE && gap < 250) this.#late = Math.max(0, this.#late + (gap > LATE_MS ? 1 : -0.5))
  }

  /** The picture as it was painted last, moved and scaled to where this camera sees it. */
  #scale(camera: Camera): void {
    const spare = this.#spare()
    const by = camera.scale / this.#painted.scale
    const corner = this._map.containerPointToLayerPoint([0, 0]).subtract([spare.x, spare.y])
    setTransform(this.#canvas, corner.add([this.#painted.x * by - camera.x, this.#painted.y * by - camera.y]), by)
  }

  #now(): void {
    if (this.#running) return
    this.#settle()
    this.#paint(this.#camera())
  }

  #rest(): void {
    if (!this._map || this.#running) return
    this.#settle()
    const camera = this.#camera()
    if (this.#context) this.scene.name(camera, this.#size, this._map.getZoom(), this.#context)
    this.#paint(camera)
  }

  /** Leaflet runs to another zoom: follow it frame by frame, with its own timing. */
  #glide({ center, zoom, noUpdate }: L.ZoomAnimEvent & { noUpdate?: boolean }): void {
    if (noUpdate) return
    const [from, to] = [this.#camera(), this.#camera(center, zoom)]
    if (this.#late < TOO_LATE) this.#settle()
    const start = performance.now()
    const step = (): void => {
      const part = (performance.now() - start) / ZOOM_MS
      const camera = between(from, to, eased(part))
      this.#judge()
      if (this.#late >= TOO_LATE) this.#scale(camera)
      else this.#paint(camera)
      this.#running = part < 1.4 && this._map ? requestAnimationFrame(step) : 0
    }
    cancelAnimationFrame(this.#running)
    this.#running = requestAnimationFrame(step)
    this._map.once('zoomend', () => {
      cancelAnimationFrame(this.#running)
      this.#running = 0
    })
  }

  /** Puts the canvas around the viewport as it is now. */
  #settle(): void {
    const size = this._map.getSize()
    const spare = this.#spare()
    this.#size = { x: size.x + spare.x * 2, y: size.y + spare.y * 2 }
    this.#corner = this._map.containerPointToLayerPoint([0, 0]).subtract([spare.x, spare.y])
    setPosition(this.#canvas, this.#corner)
    const ratio = this.scene.sprites.ratio
    const [width, height] = [Math.round(this.#size.x * ratio), Math.round(this.#size.y * ratio)]
    if (this.#canvas.width === width && this.#canvas.height === height) return
    this.#canvas.width = width
    this.#canvas.height = height
    this.#canvas.style.width = `${this.#size.x}px`
    this.#canvas.style.height = `${this.#size.y}px`
  }

  #paint(camera: Camera): void {
    const context = this.#context
    if (!context) return
    const ratio = this.scene.sprites.ratio
    this.#painted = camera
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.scene.draw(context, camera, this.#size, Math.log2(camera.scale))
  }
}

export type { SceneLayer }
export const makeSceneLayer = (): SceneLayer => new SceneLayer()
/** World units of a place on the map's container. */
export function worldAt(map: L.Map, at: L.PointExpression): Spot {
  const { x, y } = map.project(map.containerPointToLatLng(at), map.getZoom())
  const scale = 2 ** map.getZoom()
  return { x: (x / scale) * (WORLD / 256), y: (y / scale) * (WORLD / 256) }
}
