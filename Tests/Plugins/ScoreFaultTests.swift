import Foundation
import MuseMusic
import MusePlugins
import MuseProtocols
import MuseStorage
import Testing

extension ProcessTests {
    /// Rules and exporters in a process: the JSON that they receive, and their faults.
    @Suite struct ScoreFaultTests {
        private func plugin(_ body: String) throws -> (PluginFolder, Plugins) {
            let files = Template.files("faulty", .rule, in: .python)
            let folder = try PluginFolder([
                "plugin.yaml": """
                muse_plugin: 1
                id: faulty
                version: 1
                command: [python3, faulty.py]
                components:
                  - {kind: rule, type: faulty, unit: notes, summary: does what it should not}
                  - {kind: exporter, type: faulty, endings: [x], summary: does what it should not}

                """,
                "muse_plugin.py": String(
                    decoding: try #require(files.first { $0.name == "muse_plugin.py" }).bytes, as: UTF8.self),
                "faulty.py": """
                import json
                import muse_plugin
                class Faulty(muse_plugin.Rule):
                    type = "faulty"
                    def measure(self, score):
                        return \(body)
                class Faulty2(muse_plugin.Exporter):
                    type = "faulty"
                    def write(self, scores, provenance):
                        return \(body)
                muse_plugin.serve(Faulty, Faulty2)

                """,
            ])
            return (folder, try Plugins([folder.manifest()]))
        }

        @Test(
            arguments: [
                ("1, 2", "'faulty' returned a satisfaction of 2.0, expected 0 to 1"),
                ("1, -0.1", "'faulty' returned a satisfaction of -0.1, expected 0 to 1"),
                ("1", "rule/measure: TypeError: cannot unpack non-iterable int object"),
                (
                    "score['nothing'], 1",
                    "rule/measure: faulty.py:6: KeyError: 'nothing', in 'return score['nothing'], 1'"
                ),
            ])
        func aRuleThatMeasuresNonsenseIsNamed(body: String, message: String) throws {
            let (folder, host) = try plugin(body)
            defer { withExtendedLifetime(folder) { host.stop() } }
            let rule = try host.added(to: .empty).rules.makeWithDefaults("faulty")
            #expect(rule.unit == "notes")
            let error = #expect(throws: PluginError.self) { try rule.measure(Score()) }
            #expect(error?.message == message)
        }

        @Test(
            arguments: [
                ("7", "exporter/write: TypeError: a bytes-like object is required, not 'int'"),
                (
                    "scores[1]",
                    "exporter/write: faulty.py:10: IndexError: list index out of range, in 'return scores[1]'"
                ),
            ])
        func anExporterThatWritesNothingIsNamed(body: String, message: String) throws {
            let (folder, host) = try plugin(body)
            defer { withExtendedLifetime(folder) { host.stop() } }
            let exporter = try host.added(to: .empty).exporters.makeWithDefaults("faulty")
            let error = #expect(throws: PluginError.self) { try exporter.write([Score()], provenance: nil) }
            #expect(error?.message == message)
        }

        @Test func bytesAndTextArriveAsTheyAre() throws {
            for (body, bytes) in [("'ä\\n'", [0xC3, 0xA4, 0x0A]), ("bytes([0, 255, 10])", [0, 255, 10])]
                as [(String, [UInt8])]
            {
                let (folder, host) = try plugin(body)
                defer { withExtendedLifetime(folder) { host.stop() } }
                let exporter = try host.added(to: .empty).exporters.makeWithDefaults("faulty")
                #expect(exporter.fileExtensions == ["x"] && !exporter.holdsManyTunes)
                #expect(try exporter.write([Score()], provenance: nil) == bytes)
            }
        }

        /// The JSON of a tune with a pickup, a tie, a tuplet, marks, a hidden rest and a repeat.
        @Test func scoresAreToldAsDocumented() throws {
            var score = Score(ticksPerQuarter: 12)
            score.header.titles = ["One"]
            score.header.rhythm = "jig"
            score.meters = [Timed(0, Meter(6, 8))]
            score.keys = [Timed(0, Key(PitchClass(step: 1), .dorian))]
            score.tempos = [Timed(0, Tempo(bpm: 90, beatNumerator: 3, beatDenominator: 2))]
            score.chordSymbols = [Timed(6, ChordSymbol(root: PitchClass(step: 4), kind: "m"))]
            var marks = Marks()
            marks.decorations = ["trill"]
            marks.graces = Graces([Graces.Grace(pitch: Pitch(step: 0, octave: 5), duration: 3)])
            score.parts = [
                Part(
                    notes: [
                        Note(onset: 0, duration: 6, pitch: Pitch(step: 3, alter: 1, octave: 4), isTied: true),
                        Note(
                            onset: 6, duration: 4, pitch: Pitch(step: 6, alter: -1, octave: 3), voice: 1,
                            tuplet: Tuplet(actual: 3, normal: 2, index: 0, count: 3), marks: marks),
                    ], rests: [Rest(onset: 10, duration: 2, isVisible: false)])
            ]
            score.barlines = [Barline(onset: 6, startsRepeat: true), Barline(onset: 12, style: .final, endings: [2])]
            let expected = """
                {"ticks_per_quarter":12,"header":{"titles":["One"],"rhythm":"jig"},"meters":[[0,"6/8"]],
                "keys":[[0,"D dorian",0]],"tempos":[[0,135]],"chords":[[6,"Gm"]],
                "barlines":[{"onset":6,"style":"single","starts_repeat":true},{"onset":12,"style":"final","endings":[2]}],
                "parts":[{"notes":[
                {"onset":0,"duration":6,"pitch":"F#4","midi":66,"velocity":80,"is_tied":true},
                {"onset":6,"duration":4,"pitch":"Bb3","midi":58,"velocity":80,"voice":1,"tuplet":[3,2,0,3],
                "marks":{"graces":[["C5",3]],"decorations":["trill"]}}],
                "rests":[{"onset":10,"duration":2,"is_hidden":true}]}]}
                """
            #expect(try score.json.bytes() == JSON(parsing: Array(expected.utf8)).bytes())
            #expect(try Score(ticksPerQuarter: 12).json.bytes() == Array(#"{"parts":[],"ticks_per_quarter":12}"#.utf8))
        }
    }
}
