import Foundation
import MuseEvaluation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import Testing

/// Features are compared with the results of mgeval's code on the same twenty tunes (reference/mgeval.py).
@Suite struct FeatureTests {
    private static let root = #filePath.components(separatedBy: "/Tests/")[0]

    private static let reference: JSON = {
        let path = "\(root)/Tests/Evaluation/reference/mgeval.json"
        return (try? JSON(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path))))) ?? .null
    }()

    private static let book: [Score] = {
        let path = "\(root)/Corpora/traditional.abc"
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
        return ABCImporter().read(Array(data), name: path).tunes.map(\.score)
    }()

    private func lines(_ rhythm: String, _ count: Int = 10) -> [NoteSequence] {
        Self.book.filter { $0.header.rhythm == rhythm }.prefix(count).map { NoteSequence($0) }
    }

    private func number(_ value: JSON?) throws -> Double {
        switch try #require(value) {
        case .double(let number): number
        case .int(let number): Double(number)
        default: .nan
        }
    }

    @Test(arguments: Feature.allCases) func featuresMatchMgeval(feature: Feature) throws {
        let expected = try #require(Self.reference[feature.rawValue])
        let (jigs, reels) = (lines("jig"), lines("reel"))
        #expect(jigs.count == 10 && reels.count == 10)
        guard case .array(let first)? = expected["first"] else { return #expect(Bool(false), "no values") }
        // mgeval measures sounding time in hundredths of a second.
        let tolerance = feature == .pitchClasses ? 0.01 : 1e-3
        #expect(feature.values(of: jigs[0]).count == first.count)
        for (ours, theirs) in zip(feature.values(of: jigs[0]), first) {
            #expect(abs(ours - (try number(theirs))) < tolerance)
        }
        let comparison = FeatureComparison(feature, jigs, reference: reels)
        if let summary = comparison.summary {
            #expect(abs(summary.mean - (try number(expected["mean"]))) < 1e-3)
            #expect(abs(summary.deviation - (try number(expected["deviation"]))) < 1e-3)
        }
        #expect(abs(try #require(comparison.overlap) - (try number(expected["overlap"]))) < 0.01)
        #expect(abs(try #require(comparison.divergence) - (try number(expected["divergence"]))) < 0.01)
    }

    @Test func similarSetsOverlapMoreThanDifferentOnes() throws {
        let (jigs, reels) = (lines("jig", 60), lines("reel", 30))
        let even = jigs.indices.filter { $0.isMultiple(of: 2) }.map { jigs[$0] }
        let odd = jigs.indices.filter { !$0.isMultiple(of: 2) }.map { jigs[$0] }
        let like = FeatureComparison(.noteLengths, even, reference: odd)
        let unlike = FeatureComparison(.noteLengths, even, reference: reels)
        #expect(try #require(like.overlap) > 0.8)
        #expect(try #require(unlike.overlap) < 0.2)
        #expect(try #require(like.divergence) < (try #require(unlike.divergence)))
    }

    @Test func withoutAReferenceNothingIsCompared() {
        let comparison = FeatureComparison(.pitchRange, lines("jig"), reference: [])
        #expect(comparison.overlap == nil && comparison.divergence == nil && comparison.referenceSummary == nil)
        #expect(comparison.summary != nil)
        // A single tune has no distances, and equal tunes have no variance.
        let one = NoteSequence(tune("D4 E4 |]"))
        #expect(FeatureComparison(.pitchRange, [one], reference: [one]).overlap == nil)
        #expect(FeatureComparison(.pitchRange, [one, one], reference: [one]).overlap == nil)
    }

    @Test func emptyTunesHaveFeatures() {
        let silence = NoteSequence(tune("z:8 |]"))
        for feature in Feature.allCases { #expect(feature.values(of: silence).allSatisfy { $0 == 0 }) }
    }

    /// Two eighths, a quarter, a half with a repeat: D E F G D E F G; computed by hand.
    @Test func repeatsArePlayed() {
        let line = NoteSequence(tune("|: D4 E4 F#4:2 G4:4 :|"))
        #expect(Feature.noteCount.values(of: line) == [8])
        #expect(Feature.pitchCount.values(of: line) == [4])
        #expect(Feature.pitchRange.values(of: line) == [5])
        // 2 2 1 -5 2 2 1 over seven; onsets 0 ½ 1 2 4 4½ 5 6.
        #expect(abs(Feature.meanInterval.values(of: line)[0] - 15.0 / 7) < 1e-12)
        #expect(abs(Feature.meanInterOnset.values(of: line)[0] - 6.0 / 7) < 1e-12)
        // Eighth, quarter, half of a bar of four.
        var lengths = [Double](repeating: 0, count: 12)
        (lengths[3], lengths[2], lengths[1]) = (0.5, 0.25, 0.25)
        #expect(Feature.noteLengths.values(of: line) == lengths)
        let transitions = Feature.noteLengthTransitions.values(of: line)
        #expect(transitions[12 * 3 + 3] == 2 && transitions[12 * 3 + 2] == 2 && transitions[12 * 2 + 1] == 2)
        #expect(transitions[12 * 1 + 3] == 1 && transitions.reduce(0, +) == 7)
        let pitches = Feature.pitchClassTransitions.values(of: line)
        #expect(pitches[12 * 2 + 4] == 2 && pitches[12 * 7 + 2] == 1 && pitches.reduce(0, +) == 7)
    }
}
