import MuseMusic
import MuseProtocols
import Testing

/// `?`: an open bar, whose music is to be generated.
@Suite struct ABCOpenBarTests {
    private func rests(_ tune: Imported.Tune) -> [[Int]] {
        (tune.score.parts.first?.rests ?? []).map { [$0.onset / quarter, $0.duration / quarter, $0.isOpen ? 1 : 0] }
    }

    @Test func aQuestionMarkAloneIsAnOpenBar() {
        let tune = tune("CDEF|?|CDEF|? |z4|]")
        #expect(tune.diagnostics.isEmpty)
        #expect(rests(tune) == [[4, 4, 1], [12, 4, 1], [16, 4, 0]])
    }

    @Test func theLastBarOfASectionWithAPickupIsShorterByIt() {
        let tune = tune("|:C|DEFG|?:||:C|?|?:|")
        #expect(tune.diagnostics.isEmpty)
        #expect(rests(tune) == [[5, 3, 1], [9, 4, 1], [13, 3, 1]])
    }

    @Test func aQuestionMarkAmongNotesIsIgnored() {
        let tune = tune("CD?EF|CDE?|")
        #expect(tune.durations == [1, 1, 1, 1, 1, 1, 1])
        #expect(tune.diagnostics.count == 2)
        #expect(tune.diagnostics.allSatisfy { $0.message.contains("has no meaning in music") })
    }
}
