/** The kernel in another process: frames over two pipes. */
export { type ConnectedKernel, connectKernel, type ConnectOptions, pendingCallsMax } from "./connect.ts";
export { decodeFrame, encodeFrame, frameBytesMax, FrameError, type Message, readFrames } from "./frames.ts";
export { questionMethods, serveKernel } from "./serve.ts";
