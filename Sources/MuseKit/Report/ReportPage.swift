import MuseExport

/// A part of a report: a heading, text, tables and charts.
struct ReportSection {
    var heading: String
    var text: [String] = []
    var charts: [any Chart] = []
    var tables: [ChartTable] = []
}

/// A report as one HTML file that needs nothing else: charts as SVG, light and dark, without scripts.
struct ReportPage {
    let title: String
    /// Names and values at the top.
    let facts: [(name: String, value: String)]
    let sections: [ReportSection]

    var html: String {
        var text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(htmlText(title))</title>
            <style>\(ReportStyle.css)</style>
            </head>
            <body>
            <main>
            <h1>\(htmlText(title))</h1>
            <dl>\(facts.map { "<div><dt>\(htmlText($0.name))</dt><dd>\(htmlText($0.value))</dd></div>" }.joined())</dl>

            """
        var number = 0
        for section in sections {
            text += "<section>\n<h2>\(htmlText(section.heading))</h2>\n"
            text += section.text.map { "<p>\(htmlText($0))</p>\n" }.joined()
            text += section.tables.map { "\($0.html)\n" }.joined()
            if !section.charts.isEmpty {
                let figures = section.charts.map { chart in
                    number += 1
                    return chart.figure(id: "chart-\(number)")
                }
                text += "<div class=\"charts\">\n\(figures.joined())</div>\n"
            }
            text += "</section>\n"
        }
        return text + "</main>\n</body>\n</html>\n"
    }
}
