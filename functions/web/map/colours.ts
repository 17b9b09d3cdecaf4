/**
 * Colours of communities: hues a golden angle apart, lightness in three steps, so that neighbours in the list differ in both
 * and somebody who sees fewer hues still sees steps. Names and outlines say the rest: hue is never the only sign.
 */
export type Theme = "light" | "dark";
export type Rgb = readonly [number, number, number];

const goldenAngle = 137.508;

/** @param position In the answer's list of communities. */
export function communityColour(position: number, { theme, sensitive }: { theme: Theme; sensitive: boolean }): Rgb {
  if (sensitive) return theme === "light" ? [140, 146, 164] : [116, 123, 146];
  const step = (position % 3 - 1) * 0.07;
  const [lightness, chroma] = theme === "light" ? [0.57 + step, 0.14] : [0.75 + step, 0.12];
  return oklchToRgb({ lightness, chroma, hue: 262 + position * goldenAngle });
}

/** Of accounts in no community. */
export function strayColour(theme: Theme): Rgb {
  return theme === "light" ? [176, 182, 200] : [78, 86, 118];
}

export function cssColour([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/**
 * @param colour Lightness in [0, 1], hue in degrees.
 * @returns sRGB bytes, cut where the screen cannot show it.
 *
 * Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
 */
export function oklchToRgb({ lightness, chroma, hue }: { lightness: number; chroma: number; hue: number }): Rgb {
  const angle = hue * Math.PI / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toByte(linear: number): number {
  const share = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(Math.max(share, 0), 1) * 255);
}
