/**
 * Finds a Chromium to look at the page with: `$CHROMIUM`, then the PATH, then the one that an npm package ships.
 */
import { cacheFolder } from "./_cache.ts";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface ChromiumCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** On top of the environment there is. */
  readonly env: Readonly<Record<string, string>>;
  /** For people: where it came from. */
  readonly origin: string;
}

export interface FindOptions {
  /** Whether the browser starts with this environment; asks it for its version when left out. */
  readonly starts?: (executable: string, env: Readonly<Record<string, string>>) => Promise<boolean>;
  readonly getEnv?: (name: string) => string | undefined;
}

/** No sandbox: containers forbid its system calls, and only our own page is opened. Drawing is done in software. */
const args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const programNames = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"];
const shippedVersion = "153.0.0";

/** @returns The browser, or in words why there is none. */
export async function findChromium(
  { starts = startsUp, getEnv = (name) => Deno.env.get(name) }: FindOptions = {},
): Promise<ChromiumCommand | { missing: string }> {
  const given = getEnv("CHROMIUM");
  if (given) {
    if (await starts(given, {})) return { executable: given, args, env: {}, origin: "$CHROMIUM" };
    return { missing: `"${given}", named by $CHROMIUM, does not start` };
  }
  for (const folder of (getEnv("PATH") ?? "").split(delimiter)) {
    for (const name of programNames) {
      const executable = join(folder, name);
      if (!await isFile(executable)) continue;
      if (await starts(executable, {})) return { executable, args, env: {}, origin: "PATH" };
    }
  }
  return await findShipped(starts);
}

async function findShipped(starts: NonNullable<FindOptions["starts"]>): Promise<ChromiumCommand | { missing: string }> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    return { missing: `no Chromium on the PATH, and the npm package has none for ${Deno.build.target}` };
  }
  const folder = await unpackShipped();
  if (typeof folder !== "string") return folder;
  const executable = join(folder, "chromium");
  const origin = `npm:@sparticuz/chromium@${shippedVersion}`;
  const fonts = { FONTCONFIG_PATH: join(folder, "fonts") };
  if (await starts(executable, fonts)) return { executable, args: [...args, "--headless=shell"], env: fonts, origin };
  // The system lacks nss and nspr; the package brings its own.
  const libraries = { ...fonts, LD_LIBRARY_PATH: join(folder, "al2023/lib") };
  if (await starts(executable, libraries)) {
    return { executable, args: [...args, "--headless=shell"], env: libraries, origin: `${origin} with its libraries` };
  }
  return { missing: `the Chromium of ${origin} does not start on this system` };
}

/** Once a machine: 2 s and 300 MB. Made under a temporary name and renamed. */
async function unpackShipped(): Promise<string | { missing: string }> {
  const cache = join(cacheFolder, "chromium");
  const folder = join(cache, shippedVersion);
  if (await isFile(join(folder, "chromium"))) return folder;
  const draft = join(cache, `${crypto.randomUUID()}.tmp`);
  await Deno.mkdir(draft, { recursive: true });
  const script = fileURLToPath(new URL("_chromium_unpack.ts", import.meta.url));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", script],
    env: { TMPDIR: draft },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) {
    await Deno.rename(draft, folder).catch(() => {});
    if (await isFile(join(folder, "chromium"))) return folder;
  }
  await Deno.remove(draft, { recursive: true }).catch(() => {});
  return { missing: `its npm package could not be had: ${new TextDecoder().decode(stderr).trim().split("\n")[0]}` };
}

async function startsUp(executable: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const command = new Deno.Command(executable, { args: ["--version"], env, stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
