import Foundation
import MuseKit
import Testing

@Suite struct ReportTests {
    private func report(_ setting: [String: String]) throws -> String? {
        let place = try Workplace()
        let muse = place.muse()
        _ = try muse.run(place.recipe(muse, setting), out: "\(place.path)/run", writesPage: false)
        guard place.exists("run/report.html") else { return nil }
        return String(decoding: try place.bytes("run/report.html"), as: UTF8.self)
    }

    @Test func aFewTunesOfACountedModelHaveNoReport() throws {
        #expect(try report(["generate.count": "3"]) == nil)
    }

    @Test func tenTunesAreShownBesideTheCorpus() throws {
        let html = try #require(try report(["generate.count": "10", "generate.best_of": "1"]))
        for heading in ["Rules", "Likelihood", "Features"] { #expect(html.contains("<h2>\(heading)</h2>")) }
        #expect(html.contains("Distributions over 10 tunes beside those of 3 tunes of the corpus"))
        #expect(html.contains("<th scope=\"row\">ends_on_tonic</th>"))
        #expect(!html.contains("http") && !html.contains("<script"))
        #expect(html.hasSuffix("</html>\n"))
    }

    @Test func theSameRunHasTheSameReport() throws {
        let setting = ["generate.count": "10", "generate.best_of": "1"]
        #expect(try report(setting) == report(setting))
    }

    @Test func aTrainedModelShowsItsCurve() throws {
        let html = try #require(
            try report([
                "generator": "{type: gru, layers: 1, channels: 8, training: {steps: 4, batch_tokens: 64, "
                    + "validation_interval: 2}}", "generate.count": "1", "generate.best_of": "1",
            ]))
        #expect(html.contains("<h2>Training</h2>") && html.contains("<th scope=\"col\">held out</th>"))
        // Two evaluations, of steps 2 and 4.
        #expect(html.contains("<th scope=\"row\">2</th>") && html.contains("<th scope=\"row\">4</th>"))
        #expect(!html.contains("<h2>Features</h2>"))
    }

    @Test func aSweepHasAChartForEachMeasure() throws {
        let place = try Workplace(jigs + "sweep: {generator.order: [4, 2, 3]}\n")
        let muse = place.muse()
        let recipes = try muse.recipes(at: "\(place.path)/recipe.yaml")
        let results = try recipes.map { ($0, try muse.run($0, out: "\(place.path)/runs", writesPage: false)) }
        #expect(try muse.writeSweepReport(results) == "\(place.path)/runs/report.html")
        let html = String(decoding: try place.bytes("runs/report.html"), as: UTF8.self)
        #expect(html.contains("<figcaption>bits per note</figcaption>"))
        #expect(html.contains("<figcaption>ends_on_tonic</figcaption>"))
        #expect(html.contains("<dd>generator.order</dd>"))
        // The line goes from left to right, whatever the order of the values.
        let line = try #require(html.components(separatedBy: "class=\"line s0\" d=\"M").dropFirst().first)
        let xs = line.prefix { $0 != "\"" }.split(separator: "L").map { Double($0.prefix { $0 != " " }) ?? -1 }
        #expect(xs.count == 3 && xs == xs.sorted(), "\(xs)")
        #expect(try muse.writeSweepReport(Array(results.prefix(1))) == nil)
    }

    @Test func anEvaluationIsAPage() throws {
        let place = try Workplace()
        let muse = place.muse()
        let tunes = try muse.readMusic("\(place.path)/tunes.abc").scores.map {
            NamedTune(name: $0.header.title, score: $0)
        }
        let html = try muse.evaluate(tunes, against: Array(tunes.prefix(2))).html(title: "a & b")
        #expect(html.contains("<h1>a &amp; b: evaluation</h1>"))
        #expect(html.contains("<h2>Comparison with the reference</h2>"))
        #expect(html.contains("beside those of 2 tunes of the reference"))
    }
}
