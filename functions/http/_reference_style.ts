/** Style of the reference page: the system's own type and colours, in light and in dark. */
export const referenceStyle = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1d2a, #e8e9f2);
  --soft: light-dark(#5b6072, #a3a8bd);
  --line: light-dark(#dfe1ea, #33374a);
  --paper: light-dark(#ffffff, #12141f);
  --tint: light-dark(#f4f5fa, #1b1e2d);
  --link: light-dark(#3346b8, #9db1ff);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1rem 6rem; max-width: 52rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
h1 small, small { color: var(--soft); font-weight: 400; font-size: .85em; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { margin: 2rem 0 .3rem; font-size: 1.05rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; }
a { color: var(--link); }
code { font: .9em/1.5 ui-monospace, monospace; }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; overflow-x: auto; }
.method { color: var(--soft); font-size: .8rem; letter-spacing: .05em; }
.scope { color: var(--soft); font-size: .9rem; }
table { width: 100%; border-collapse: collapse; margin: .6rem 0; font-size: .95rem; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .85rem; }
th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
dt { margin-top: .8rem; }
dd { margin: 0; color: var(--soft); }
:target { outline: 2px solid var(--link); outline-offset: 6px; border-radius: 4px; }
`;
