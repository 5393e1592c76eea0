import MuseMusic
import Testing

@Suite struct RhythmTests {
    @Test(arguments: [
        ("jig", "jig"), ("Double Jig", "jig"), ("JIGS", "jig"), ("slipjig", "slip jig"), ("Slip-Jigs", "slip jig"),
        ("hop jig", "slip jig"), ("single jig", "single jig"), ("reel", "reel"), ("Reel.", "reel"),
        ("Scotch reel", "reel"), ("reel, hornpipe", "reel"), ("waltzes", "waltz"), ("marches", "march"),
        ("Polkas", "polka"), ("barn dance", "barndance"), ("highland fling", "fling"), ("highland", "highland"),
        ("slow air", "air"), ("bourrée", "bourree"), ("shanties", "shanty"), ("3/2 hornpipe", "hornpipe"),
    ])
    func commonNamesBecomeCanonical(written: String, canonical: String) {
        #expect(Rhythm.canonical(written) == canonical)
        #expect(Rhythm.normalized(written) == canonical)
    }

    @Test func unknownKindsKeepTheirWords() {
        #expect(Rhythm.canonical("Halling-Springar") == nil)
        #expect(Rhythm.normalized("  Halling-Springar ") == "halling springar")
        #expect(Rhythm.normalized("") == "")
        #expect(Rhythm.normalized(" ,;/ ") == "")
    }

    @Test func canonicalNamesAreTheirOwnCanonicalNames() {
        for name in Rhythm.names { #expect(Rhythm.canonical(name) == name) }
        #expect(Set(Rhythm.names).count == Rhythm.names.count)
    }
}
