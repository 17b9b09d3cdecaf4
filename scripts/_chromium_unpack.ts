/**
 * Unpacks the Chromium that an npm package ships into `$TMPDIR`: chromium, fonts/, al2023/lib/ and the software renderer.
 * A process of its own, because the package knows no other place than the temporary folder and half a file there would stay.
 */
import Chromium, { inflate } from "npm:@sparticuz/chromium@153.0.0";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const packed = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../bin");
await Chromium.executablePath(packed);
// Libraries (nss, nspr) that desktops have and bare servers do not.
await inflate(join(packed, "al2023.tar.br"));
// Its own list of fonts names folders of another system; the fonts beside it come after those of this system.
await Deno.writeTextFile(
  join(Deno.env.get("TMPDIR")!, "fonts/fonts.conf"),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">.</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
);
