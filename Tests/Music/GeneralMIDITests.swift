import MuseMusic
import Testing

@Suite struct GeneralMIDITests {
    /// Numbers of the GM Sound Set, counted from 0.
    @Test(arguments: [
        ("violin", [40]), ("VIOLIN", [40]), ("acoustic_grand_piano", [0]), ("Piano", [0]), ("fiddle", [110]),
        ("bagpipe", [109]), ("flute", [73]), ("Tenor sax", [66]), ("gunshot", [127]), ("0", [0]), ("127", [127]),
        ("128", []), ("-1", []), ("kazoo", []), ("", []), ("clean", [27]), ("reed", [20]),
    ])
    func namesInAnyCaseAndNumbersAreFound(text: String, programs: [Int]) {
        #expect(GeneralMIDI.programs(named: text) == programs)
    }

    @Test func partsOfNamesFindAllInstruments() {
        #expect(GeneralMIDI.instruments.count == 128)
        #expect(GeneralMIDI.programs(named: "acoustic") == [0, 1, 24, 25, 32])
    }
}
