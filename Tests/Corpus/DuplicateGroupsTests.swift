import MuseCorpus
import MuseMusic
import Testing

@Suite struct DuplicateGroupsTests {
    private func groups(_ scores: [Score]) -> [Int] { DuplicateGroups(scores.map(Fingerprint.init)).group }

    @Test func aTransposedTuneInOtherNoteValuesIsTheSameMelody() {
        let melody = randomTune(seed: 1)
        let first = Fingerprint(tune(melody))
        let moved = Fingerprint(tune(melody.map { $0 + 5 }, ticks: 10080))
        #expect(first.similarity(to: moved) == 1)
        #expect(first.content != moved.content)
    }

    @Test func similarityIsSharedShinglesOverAll() {
        // 13 even notes are 12 moves, and so 8 shingles of five moves. Changing the last note changes the last move,
        // and so one shingle: 7 of 9 are shared.
        let a = Fingerprint(tune([60, 62, 65, 61, 70, 63, 74, 60, 71, 62, 68, 77, 60]))
        let b = Fingerprint(tune([60, 62, 65, 61, 70, 63, 74, 60, 71, 62, 68, 77, 61]))
        #expect(a.shingles.count == 8)
        #expect(a.similarity(to: b) == 7.0 / 9.0)
        #expect(a.similarity(to: a) == 1)
    }

    @Test func tiesAndSplitNotesAreOneNote() {
        let plain = tune([60, 64, 67, 72, 67, 64, 60, 55, 60])
        var tied = plain
        tied.parts[0].notes[3].duration = 2520
        tied.parts[0].notes[3].isTied = true
        tied.parts[0].notes.insert(
            Note(onset: 3 * 5040 + 2520, duration: 2520, pitch: tied.parts[0].notes[3].pitch), at: 4)
        #expect(Fingerprint(plain).similarity(to: Fingerprint(tied)) == 1)
    }

    @Test func variantsAreGroupedAndOthersAreNot() {
        let a = randomTune(seed: 1)
        var variant = a
        // Two of 64 notes are changed.
        variant[20] += 1
        variant[45] -= 2
        let scores = [tune(randomTune(seed: 2)), tune(a), tune(randomTune(seed: 3)), tune(variant.map { $0 - 3 })]
        #expect(groups(scores) == [0, 1, 2, 1])
    }

    @Test func variantsOfVariantsAreOneGroup() {
        // Each tune differs from the previous one in five more places: neighbours are similar, the first and last are
        // not.
        var melodies = [randomTune(seed: 1, length: 96)]
        for step in 1...5 {
            var next = melodies[step - 1]
            for i in 0..<3 { next[(step * 3 + i) * 5] += 7 }
            melodies.append(next)
        }
        #expect(groups(melodies.map { tune($0) }) == [0, 0, 0, 0, 0, 0])
        let ends = Fingerprint(tune(melodies[0])).similarity(to: Fingerprint(tune(melodies[5])))
        #expect(ends < DuplicateGroups.threshold)
    }

    @Test func manySettingsOfOneTuneAreOneGroupAmongManyOthers() {
        let a = randomTune(seed: 1)
        var scores = (100..<200).map { tune(randomTune(seed: $0)) }
        for i in 0..<40 {
            var variant = a
            variant[i + 10] += 1
            scores.append(tune(variant))
        }
        let result = groups(scores)
        #expect(Array(result.prefix(100)) == Array(0..<100))
        #expect(result.suffix(40).allSatisfy { $0 == 100 })
    }

    @Test func emptyAndTinyTunesHaveFingerprintsToo() {
        #expect(groups([tune([]), tune([60]), tune([60, 64]), tune([67])]).count == 4)
    }
}
