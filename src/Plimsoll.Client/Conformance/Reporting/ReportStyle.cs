namespace Plimsoll.Client.Conformance.Reporting;

/// <summary>How the page looks. Colours are never the only sign: every state has its word.</summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { color-scheme: light dark; --ground: #fff; --raised: #f5f7f9; --line: #d5dce2; --ink: #16222c; --soft: #51606c; --link: #0b5cad; --passed: #1b7f46; --failed: #b3261e; --warned: #9a5b00; --other: #6b7883; }
        @media (prefers-color-scheme: dark) { :root { --ground: #11181e; --raised: #1a242c; --line: #33414c; --ink: #e4ebf0; --soft: #a3b1bc; --link: #7db8f5; --passed: #5fcf8f; --failed: #ff8a80; --warned: #f0b35a; --other: #93a2ae; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        header { border-left: .4rem solid var(--passed); padding: .2rem 0 .2rem 1rem; }
        header.bad { border-color: var(--failed); }
        header p { margin: .2rem 0; color: var(--soft); }
        .over { font-size: .85rem; }
        h1 { margin: 0; font-size: 1.8rem; line-height: 1.2; }
        header .verdict { color: var(--passed); font-size: 1.2rem; font-weight: 600; }
        header.bad .verdict { color: var(--failed); }
        h2 { margin: 2.2rem 0 .5rem; font-size: 1.3rem; }
        h3 { margin: 0; font-size: 1.05rem; }
        a { color: var(--link); }
        .note, .meta, .legend, footer { color: var(--soft); font-size: .9rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal; }
        thead th { color: var(--soft); font-size: .85rem; }
        .areas td { white-space: nowrap; }
        .areas .bar { width: 55%; white-space: normal; }
        .dots { display: flex; flex-wrap: wrap; gap: 4px; padding: .3rem 0; }
        .dot { display: inline-block; width: 1rem; height: 1rem; border-radius: 3px; border: 2px solid var(--other); }
        .dot.passed { background: var(--passed); border-color: var(--passed); }
        .dot.failed { background: var(--failed); border-color: var(--failed); border-radius: 50%; }
        .dot.warned { background: repeating-linear-gradient(45deg, var(--warned) 0 3px, transparent 3px 6px); border-color: var(--warned); }
        .dot.not-run { border-style: dashed; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
        .legend span { display: inline-flex; align-items: center; gap: .4rem; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        article { margin: 1rem 0; padding: .9rem 1rem; background: var(--raised); border: 1px solid var(--line); border-left: .3rem solid var(--other); border-radius: 6px; }
        article.failed { border-left-color: var(--failed); }
        article.warned { border-left-color: var(--warned); }
        article p { margin: .4rem 0; }
        .what { font-weight: 600; }
        blockquote { margin: .6rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
        summary { cursor: pointer; color: var(--link); }
        ol { padding-left: 1.4rem; }
        pre { margin: .5rem 0; padding: .6rem .7rem; max-height: 20rem; overflow: auto; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; font: .82rem/1.45 ui-monospace, monospace; white-space: pre-wrap; }
        code { font: .85em ui-monospace, monospace; color: var(--soft); }
        .passed code { display: block; }
        @media (max-width: 40rem) { h1 { font-size: 1.4rem; } .areas .bar { width: 45%; } .passed td:nth-child(2), .passed th:nth-child(2) { display: none; } ol { padding-left: 1rem; } article { padding: .7rem; } }
        @media print { details > ol { display: block; } }

        """;
}
