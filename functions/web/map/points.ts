/**
 * Draws accounts as points with WebGL 2: one upload, one call a picture.
 */
import { scaleOf } from "./camera.ts";
import { radiusRange, type View } from "./labels.ts";
import { noCommunity, type Scene } from "./scene.ts";

export interface PointPainter {
  /** Takes the accounts over; colours are three bytes each, in drawing order. */
  load(scene: Scene, colours: Uint8Array): void;
  recolour(colours: Uint8Array): void;
  /** @param lit Position of the community that is pointed at, or -1: the others fade. */
  draw(view: View, options: { lit: number; ratio: number }): void;
}

const vertexSource = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec3 colour;
layout(location = 2) in float size;
layout(location = 3) in float community;
uniform vec2 scale;
uniform vec2 middle;
uniform vec2 radii;
uniform float lit;
out vec4 fill;
out float diameter;
void main() {
  vec2 at = (place - middle) * scale;
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
  diameter = 2.0 * mix(radii.x, radii.y, size * size);
  gl_PointSize = diameter + 1.0;
  float alpha = community == ${noCommunity}.0 ? 0.55 : 0.85;
  if (lit >= 0.0 && community != lit) alpha *= 0.16;
  fill = vec4(colour * alpha, alpha);
}`;

const fragmentSource = `#version 300 es
precision mediump float;
in vec4 fill;
in float diameter;
out vec4 seen;
void main() {
  // One pixel from all to nothing: round at every size.
  float away = length(gl_PointCoord - 0.5) * (diameter + 1.0);
  seen = fill * clamp((diameter + 1.0) * 0.5 - away, 0.0, 1.0);
}`;

/** @returns Null where the browser has no WebGL 2. */
export function createPointPainter(canvas: HTMLCanvasElement): PointPainter | null {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false, premultipliedAlpha: true });
  if (gl === null) return null;
  const program = link(gl);
  const [scale, middle, radii, lit] = ["scale", "middle", "radii", "lit"].map((name) =>
    gl.getUniformLocation(program, name)
  );
  const buffers = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  let count = 0;

  function fill(location: number, { data, size, type, normalized }: Attribute): void {
    gl!.bindBuffer(gl!.ARRAY_BUFFER, buffers[location]);
    gl!.bufferData(gl!.ARRAY_BUFFER, data, gl!.STATIC_DRAW);
    gl!.enableVertexAttribArray(location);
    gl!.vertexAttribPointer(location, size, type, normalized, 0, 0);
  }

  function recolour(colours: Uint8Array): void {
    fill(1, { data: colours, size: 3, type: gl!.UNSIGNED_BYTE, normalized: true });
  }

  return {
    recolour,
    load(scene, colours) {
      count = scene.count;
      fill(0, { data: scene.places, size: 2, type: gl.FLOAT, normalized: false });
      recolour(colours);
      fill(2, { data: scene.sizes, size: 1, type: gl.UNSIGNED_BYTE, normalized: true });
      fill(3, { data: scene.communities, size: 1, type: gl.UNSIGNED_SHORT, normalized: false });
    },
    draw(view, options) {
      const { camera, frame } = view;
      const [low, high] = radiusRange(view, count);
      const pixels = scaleOf(camera, frame);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (count === 0) return;
      gl.useProgram(program);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.uniform2f(scale, 2 * pixels / frame.width, 2 * pixels / frame.height);
      gl.uniform2f(middle, camera.x, camera.y);
      gl.uniform2f(radii, low * options.ratio, high * options.ratio);
      gl.uniform1f(lit, options.lit);
      gl.drawArrays(gl.POINTS, 0, count);
    },
  };
}

interface Attribute {
  readonly data: ArrayBufferView<ArrayBufferLike>;
  readonly size: number;
  readonly type: number;
  readonly normalized: boolean;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error("Cannot draw the map: needed a shader, got none");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`Cannot draw the map: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}
