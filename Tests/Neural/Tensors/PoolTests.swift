import MuseNeural
import Testing

@Suite struct PoolTests {
    @Test func aTapeUsesTheMemoryOfReleasedTensorsAgain() {
        let tape = Tape(weights: nil)
        let place = tape.tensor(4, 4).values
        #expect(tape.tensor(4, 4).values == place)
    }
}
