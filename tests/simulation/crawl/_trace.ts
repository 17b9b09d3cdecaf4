/** What happened, line by line, as two numbers that differ if one character does; the lines themselves only where wanted. */
export class Trace {
  #high = 0x9e3779b9;
  #low = 0x85ebca6b;
  #count = 0;
  readonly lines: string[] = [];

  constructor(readonly keepsLines: boolean) {}

  add(atMs: number, text: string): void {
    const line = `${atMs.toFixed(3)} ${text}`;
    for (let i = 0; i < line.length; i++) {
      this.#high = Math.imul(this.#high ^ line.charCodeAt(i), 0x01000193);
      this.#low = Math.imul(this.#low ^ line.charCodeAt(i), 0x5bd1e995) ^ (this.#high >>> 13);
    }
    this.#count++;
    if (this.keepsLines) this.lines.push(line);
  }

  get digest(): string {
    const hex = (number: number) => (number >>> 0).toString(16).padStart(8, "0");
    return `${hex(this.#high)}${hex(this.#low)}-${this.#count}`;
  }
}
