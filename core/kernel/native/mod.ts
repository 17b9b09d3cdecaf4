export { openNativeKernel } from "./native_kernel.ts";
