extension StoryReport {
    static let style = """

        :root { --paper: #f7f7f4; --card: #ffffff; --ink: #1b1f24; --soft: #565e68; --line: #e2e3df; --band: #f0f0ec;
          --good: #17693f; --bad: #b8262c; --wait: #7d5500; --hook: #1b1f24; --onfill: #ffffff;
          --v0: #2563b8; --v1: #85501f; --v2: #7b3fa8; --v3: #0b6b82; --v4: #5d6b00; --v5: #a3296b; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --card: #1c2026; --ink: #e9ecef; --soft: #a2abb6; --line: #2c323a;
          --band: #191d22; --good: #4cc38a; --bad: #ff7b7d; --wait: #e2b53e; --hook: #e9ecef; --onfill: #14171b;
          --v0: #7fb0f5; --v1: #d9a066; --v2: #c79bf0; --v3: #5fc4da; --v4: #b9c94f; --v5: #f08cc0; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
          -webkit-text-size-adjust: 100%; }
        main { max-width: 1240px; margin: 0 auto; padding: 48px 28px 64px; }
        h1 { font-size: clamp(28px, 4.4vw, 46px); line-height: 1.12; letter-spacing: -.02em; margin: 0 0 12px; font-weight: 700; }
        h2 { font-size: 21px; letter-spacing: -.01em; margin: 52px 0 16px; }
        h3 { font-size: 16px; margin: 0; }
        .kicker { color: var(--soft); font: 600 13px/1 ui-monospace, "SF Mono", Menlo, monospace; margin: 0 0 18px; }
        .lead { color: var(--soft); max-width: 62ch; margin: 0 0 32px; font-size: 17px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; }
        .card, .deployment, figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
        .card { padding: 16px 18px; border-top: 3px solid var(--line); }
        .card.good { border-top-color: var(--good); } .card.bad { border-top-color: var(--bad); }
        .card p { margin: 6px 0 0; } .card .outcome { color: var(--soft); min-height: 3.1em; line-height: 1.4; font-size: 15px; }
        .card .count b { font-size: 24px; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
        .card .errors { color: var(--bad); font-weight: 600; font-size: 15px; } .card .clean { color: var(--soft); font-size: 15px; }
        .swatch { display: inline-block; width: .72em; height: .72em; border-radius: 3px; margin-right: .5em; }
        figure { margin: 0; padding: 20px 22px 16px; } figure svg { display: block; width: 100%; height: auto; } .narrow { display: none; }
        figcaption { display: flex; flex-wrap: wrap; gap: 6px 20px; color: var(--soft); font-size: 14px; margin-top: 10px; }
        .v0 { fill: var(--v0); background: var(--v0); } .v1 { fill: var(--v1); background: var(--v1); }
        .v2 { fill: var(--v2); background: var(--v2); } .v3 { fill: var(--v3); background: var(--v3); }
        .v4 { fill: var(--v4); background: var(--v4); } .v5 { fill: var(--v5); background: var(--v5); }
        .error, .s-alarm, .e-bad { fill: var(--bad); background: var(--bad); }
        .s-ok { fill: var(--good); background: var(--good); } .s-none { fill: var(--line); }
        .e-hook { fill: var(--hook); background: var(--hook); } .e-plain { fill: var(--soft); background: var(--soft); }
        .band { fill: var(--band); } .grid { stroke: var(--line); stroke-width: 1; }
        .start { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 4; }
        .rate { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
        .l0 { stroke: var(--v0); } .l1 { stroke: var(--v1); } .l2 { stroke: var(--v2); } .l3 { stroke: var(--v3); } .l4 { stroke: var(--v4); }
        .l5 { stroke: var(--v5); } .threshold { stroke: var(--wait); stroke-width: 1.5; stroke-dasharray: 4 3; }
        .waiting { fill: none; background: none; stroke: var(--wait); border: 1.5px dashed var(--wait); stroke-width: 1.5; stroke-dasharray: 4 3; }
        .d-good, .d-bad, .d-open { fill: var(--card); stroke: var(--good); stroke-width: 1.5; } .d-bad { stroke: var(--bad); } .d-open { stroke: var(--soft); }
        text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
        text.lane { font-size: 14px; font-weight: 650; fill: var(--ink); paint-order: stroke; stroke: var(--card); stroke-width: 5px; }
        tspan.hint { font-size: 12px; font-weight: 400; fill: var(--soft); } text.thresholdlabel { fill: var(--wait); font-weight: 600; }
        text.onfill { fill: var(--onfill); font-weight: 650; } text.onevent { fill: var(--onfill); font-size: 11px; font-weight: 600; }
        text.startlabel { fill: var(--ink); font-weight: 650; } text.d-good-text { fill: var(--good); font-weight: 600; stroke: none; }
        text.d-bad-text { fill: var(--bad); font-weight: 600; } text.d-open-text { fill: var(--soft); }
        .notes { list-style: none; margin: 0; padding: 0; } .notes li { display: grid; grid-template-columns: 64px 1fr; gap: 10px; padding: 7px 0;
          border-bottom: 1px solid var(--line); } .notes time { color: var(--soft); font-variant-numeric: tabular-nums; }
        .notes .good span { color: var(--good); } .notes .bad span { color: var(--bad); }
        .deployment { padding: 20px 22px; margin-bottom: 16px; overflow-x: auto; } .deployment h3 { font-size: 17px; }
        .status { font-size: 13px; font-weight: 650; padding: 2px 9px; border-radius: 20px; margin-left: 8px; border: 1px solid currentColor; }
        .deployment.good .status, td.good { color: var(--good); } .deployment.bad .status, td.bad { color: var(--bad); }
        .related { color: var(--soft); margin: 6px 0 0; font-size: 14px; } .said { margin: 12px 0 0; padding: 10px 14px; border-left: 3px solid var(--bad); background: var(--band); }
        table { width: 100%; border-collapse: collapse; margin: 14px 0 0; font-size: 15px; } th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px; }
        th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-variant-numeric: tabular-nums; }
        code, pre { font: 13px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; } pre { margin: 8px 0 0; padding: 12px 14px; overflow-x: auto;
          background: var(--band); border-radius: 8px; } details { margin-top: 14px; } summary { cursor: pointer; color: var(--soft); font-size: 14px; }
        footer { margin-top: 52px; color: var(--soft); font-size: 14px; }
        td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
        @media (max-width: 640px) { main { padding: 28px 12px 48px; } .wide { display: none; } .narrow { display: block; }
          figure { padding: 14px 5px 12px; } figcaption { padding: 0 8px; } .deployment { padding: 16px 14px; } .cards { gap: 10px; }
          .card { padding: 12px 14px; } .card .outcome { min-height: 0; } }
        @media print { body { background: #fff; } .card, .deployment, figure { break-inside: avoid; } }

        """
}
