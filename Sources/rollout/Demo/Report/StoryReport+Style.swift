extension StoryReport {
    static let style = """

        :root { --paper: #f7f7f4; --card: #fff; --ink: #1b1f24; --soft: #5d6670; --line: #e2e3df; --band: #f0f0ec;
          --good: #1d7f4e; --bad: #c62f35; --amber: #9a6a00; --open: #6b7280;
          --v0: #8a94a3; --v1: #3b76c9; --v2: #d9822b; --v3: #a34fb5; --v4: #1f9d8a; --v5: #b08d2e; --hook: #5b6bd6; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --card: #1c2026; --ink: #e9ecef; --soft: #98a2ae; --line: #2c323a;
          --band: #191d22; --good: #4cc38a; --bad: #ff6b6e; --amber: #e2b53e; --open: #8b95a1;
          --v0: #76808e; --v1: #5b96ea; --v2: #e89b4a; --v3: #c47bd4; --v4: #3dbba7; --v5: #cfae52; --hook: #8592f2; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
          -webkit-text-size-adjust: 100%; }
        main { max-width: 1240px; margin: 0 auto; padding: 48px 28px 64px; }
        h1 { font-size: clamp(28px, 4.4vw, 46px); line-height: 1.12; letter-spacing: -.02em; margin: 0 0 12px; font-weight: 700; }
        h2 { font-size: 21px; letter-spacing: -.01em; margin: 52px 0 16px; }
        h3 { font-size: 16px; margin: 0; }
        .kicker { color: var(--soft); font: 600 13px/1 ui-monospace, "SF Mono", Menlo, monospace; margin: 0 0 18px; }
        .lead { color: var(--soft); max-width: 62ch; margin: 0 0 32px; font-size: 17px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 14px; }
        .card, .deployment, figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
        .card { padding: 16px 18px; border-top: 3px solid var(--line); }
        .card.good { border-top-color: var(--good); } .card.bad { border-top-color: var(--bad); }
        .card p { margin: 6px 0 0; } .card .outcome { color: var(--soft); min-height: 3.1em; line-height: 1.4; font-size: 15px; }
        .card .count b { font-size: 24px; letter-spacing: -.02em; font-variant-numeric: tabular-nums; } td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
        .card .errors { color: var(--bad); font-weight: 600; font-size: 15px; } .card .clean { color: var(--soft); font-size: 15px; }
        .swatch { display: inline-block; width: .72em; height: .72em; border-radius: 3px; margin-right: .5em; }
        figure { margin: 0; padding: 20px 22px 16px; overflow-x: auto; } figure svg { display: block; min-width: 860px; width: 100%; height: auto; }
        figcaption { display: flex; flex-wrap: wrap; gap: 6px 20px; color: var(--soft); font-size: 14px; margin-top: 10px; }
        .v0 { fill: var(--v0); background: var(--v0); } .v1 { fill: var(--v1); background: var(--v1); }
        .v2 { fill: var(--v2); background: var(--v2); } .v3 { fill: var(--v3); background: var(--v3); }
        .v4 { fill: var(--v4); background: var(--v4); } .v5 { fill: var(--v5); background: var(--v5); }
        .error, .s-alarm, .e-bad { fill: var(--bad); background: var(--bad); }
        .s-ok { fill: var(--good); background: var(--good); opacity: .6; } .s-none { fill: var(--open); opacity: .28; }
        .e-hook { fill: var(--hook); background: var(--hook); } .e-plain { fill: var(--soft); background: var(--soft); opacity: .75; }
        .band { fill: var(--band); } .grid { stroke: var(--line); stroke-width: 1; }
        .start { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 4; opacity: .8; }
        .rate { fill: none; stroke: var(--bad); stroke-width: 2; stroke-linejoin: round; } .ratearea { fill: var(--bad); opacity: .14; }
        .waiting { fill: none; background: none; stroke: var(--amber); border: 1.5px dashed var(--amber); stroke-width: 1.5; stroke-dasharray: 4 3; }
        .d-good, .d-bad, .d-open { fill: var(--card); stroke: var(--good); stroke-width: 1.5; } .d-bad { stroke: var(--bad); } .d-open { stroke: var(--open); }
        text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; } td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
        text.lane { font-size: 14px; font-weight: 650; fill: var(--ink); } text.hint { font-size: 11.5px; }
        text.onfill { fill: #fff; font-weight: 650; } text.onevent { fill: #fff; font-size: 11px; font-weight: 600; }
        text.startlabel { fill: var(--ink); font-weight: 650; } text.d-good-text { fill: var(--good); font-weight: 600; stroke: none; }
        text.d-bad-text { fill: var(--bad); font-weight: 600; } text.d-open-text { fill: var(--open); }
        .notes { list-style: none; margin: 0; padding: 0; } .notes li { display: grid; grid-template-columns: 64px 1fr; gap: 10px; padding: 7px 0;
          border-bottom: 1px solid var(--line); } .notes time { color: var(--soft); font-variant-numeric: tabular-nums; } td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
        .notes .good span { color: var(--good); } .notes .bad span { color: var(--bad); }
        .deployment { padding: 20px 22px; margin-bottom: 16px; overflow-x: auto; } .deployment h3 { font-size: 17px; }
        .status { font-size: 13px; font-weight: 650; padding: 2px 9px; border-radius: 20px; margin-left: 8px; border: 1px solid currentColor; }
        .deployment.good .status, td.good { color: var(--good); } .deployment.bad .status, td.bad { color: var(--bad); }
        .related { color: var(--soft); margin: 6px 0 0; font-size: 14px; } .said { margin: 12px 0 0; padding: 10px 14px; border-left: 3px solid var(--bad); background: var(--band); }
        table { width: 100%; border-collapse: collapse; margin: 14px 0 0; font-size: 15px; } th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px; }
        th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-variant-numeric: tabular-nums; } td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
        code, pre { font: 13px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; } pre { margin: 8px 0 0; padding: 12px 14px; overflow-x: auto;
          background: var(--band); border-radius: 8px; } details { margin-top: 14px; } summary { cursor: pointer; color: var(--soft); font-size: 14px; }
        footer { margin-top: 52px; color: var(--soft); font-size: 14px; }
        @media (max-width: 640px) { main { padding: 28px 16px 48px; } }
        @media print { body { background: #fff; } .card, .deployment, figure { break-inside: avoid; } }

        """
}
