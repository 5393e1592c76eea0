import MuseCorpus
import MuseProtocols
import Testing

@Suite struct CorpusSplitTests {
    private func split(
        _ groups: [Int], validation: Double, test: Double, seed: UInt64 = 7, contents: [UInt64]? = nil
    ) -> [CorpusSide] {
        CorpusSplit(
            groups: groups, contents: contents ?? groups.indices.map { UInt64($0 + 1) }, validation: validation,
            test: test, random: RandomSource(seed: seed)
        ).sides
    }

    @Test func sharesAreCountedInTunes() {
        let sides = split(Array(0..<100), validation: 0.1, test: 0.2)
        #expect(sides.count { $0 == .validation } == 10)
        #expect(sides.count { $0 == .test } == 20)
    }

    @Test func groupsStayOnOneSide() {
        // 20 groups of three tunes each.
        let groups = (0..<60).map { $0 % 20 }
        for seed in 0..<20 as Range<UInt64> {
            let sides = split(groups, validation: 0.2, test: 0.1, seed: seed)
            for group in 0..<20 { #expect(sides[group] == sides[group + 20] && sides[group] == sides[group + 40]) }
            #expect(sides.count { $0 == .validation } == 12)
            #expect(sides.count { $0 == .test } == 6)
        }
    }

    @Test func smallCorporaKeepATrainingTune() {
        #expect(split([], validation: 0.1, test: 0.1) == [])
        #expect(split([0], validation: 0.5, test: 0.4) == [.training])
        #expect(split([0, 1], validation: 0.1, test: 0).count { $0 == .validation } == 1)
        #expect(split([0, 0, 0, 0], validation: 0.5, test: 0) == Array(repeating: .training, count: 4))
        // Of a large group and a single tune, the single tune is held out.
        #expect(split([0, 0, 0, 0, 0, 5], validation: 0.1, test: 0).last == .validation)
    }

    @Test func theTestPartDoesNotDependOnTheValidationShare() {
        let tests = [0.1, 0.3].map { share in
            split(Array(0..<50), validation: share, test: 0.2).indices(where: { $0 == .test })
        }
        #expect(tests[0] == tests[1])
    }

    @Test func anotherSeedGivesAnotherSplitAndTheSameSeedTheSame() {
        let all = Array(0..<50)
        #expect(split(all, validation: 0.2, test: 0) == split(all, validation: 0.2, test: 0))
        #expect(split(all, validation: 0.2, test: 0) != split(all, validation: 0.2, test: 0, seed: 8))
    }

    @Test func anotherTuneMovesFewToTheOtherSide() {
        let contents = (0..<200).map { UInt64($0) &* 77 + 5 }
        let before = split(Array(0..<200), validation: 0.1, test: 0, contents: contents)
        let after = split(Array(0..<201), validation: 0.1, test: 0, contents: contents + [3])
        #expect(zip(before, after).count { $0 != $1 } <= 1)
    }
}
