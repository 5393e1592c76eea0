/// The style of reports.
enum ReportStyle {
    /// The colours of the series are those of Okabe and Ito, which people with colour blindness can tell apart, and
    /// lighter ones on a dark ground. All texts have a contrast of at least 4.5 to 1.
    ///
    /// Source: Okabe and Ito, "Color Universal Design", 2008.
    static let css = """

        :root{--ground:#fff;--ink:#1b1f24;--soft:#57606a;--grid:#e3e6ea;--strip:#f4f6f8;--on-pale:#000;--on-full:#fff;
        --s0:#0064a8;--s1:#c04f00;--s2:#00795a;--s3:#a8527f;--s4:#8a6100;--s5:#2f7098}
        @media (prefers-color-scheme:dark){:root{--ground:#14171b;--ink:#e9edf1;--soft:#a5afb9;--grid:#2c323a;
        --strip:#1c2127;--on-pale:#fff;--on-full:#000;--s0:#63b3ed;--s1:#ff9a5c;--s2:#4cc9a0;--s3:#e59cc4;--s4:#e6b84a;--s5:#a3d3ee}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:1080px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:1.7rem;line-height:1.2;margin:0 0 16px}
        h2{font-size:1.2rem;margin:40px 0 8px}
        p{margin:0 0 12px;max-width:70ch}
        dl{display:flex;flex-wrap:wrap;gap:8px 32px;margin:0}
        dt{color:var(--soft);font-size:.85rem}
        dd{margin:0;font-weight:600;overflow-wrap:anywhere}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));gap:28px 32px}
        figure{margin:0;min-width:0;max-width:620px}
        figcaption{font-weight:600;margin-bottom:4px}
        svg{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
        details{font-size:.9rem;color:var(--soft)}
        summary{cursor:pointer}
        .scroll{overflow:auto;max-height:320px}
        table{border-collapse:collapse;margin:4px 0 12px;color:var(--ink);font-size:.9rem}
        th,td{padding:3px 12px 3px 0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        th:first-child{text-align:left}
        thead th{color:var(--soft);font-weight:600;border-bottom:1px solid var(--grid)}
        tbody th{font-weight:400}
        .label{fill:var(--ink)}.axis-title{fill:var(--soft)}.strong{font-weight:600}
        .on-pale{fill:var(--on-pale)}.on-middle{fill:#000}.on-full{fill:var(--on-full)}
        .grid{stroke:var(--grid)}.axis{stroke:var(--soft)}
        .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .thick{stroke-width:9;stroke-linecap:butt}.dashed{stroke-dasharray:5 4;stroke-linecap:butt}
        .area{stroke:none;fill-opacity:.16}.strip{fill:var(--strip)}
        .baseline{stroke:var(--soft);stroke-width:1.5}.mark{fill:none;stroke:var(--ink);stroke-width:2}
        .cell{fill:var(--s0)}
        .line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1)}.line.s2{stroke:var(--s2)}
        .line.s3{stroke:var(--s3)}.line.s4{stroke:var(--s4)}.line.s5{stroke:var(--s5)}
        .area.s0,.bar.s0,.point.s0{fill:var(--s0)}.area.s1,.bar.s1,.point.s1{fill:var(--s1)}
        .area.s2,.bar.s2,.point.s2{fill:var(--s2)}.area.s3,.bar.s3,.point.s3{fill:var(--s3)}
        .area.s4,.bar.s4,.point.s4{fill:var(--s4)}.area.s5,.bar.s5,.point.s5{fill:var(--s5)}

        """
}
