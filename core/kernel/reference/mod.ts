export { openReferenceKernel } from "./reference_kernel.ts";
