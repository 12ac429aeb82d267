/** The values asked for last; the others go. */
export class Lru<Value> {
  private readonly kept = new Map<string, Value>()

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    const value = this.kept.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    this.kept.delete(key)
    this.kept.set(key, value)
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value as string)
  }

  clear(): void {
    this.kept.clear()
  }

  get size(): number {
    return this.kept.size
  }
}
