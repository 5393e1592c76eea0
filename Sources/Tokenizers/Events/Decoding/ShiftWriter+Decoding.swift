import MuseProtocols

extension ShiftWriter {
    /// Reads a sequence.
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        var beat = reader.music.ticksPerQuarter
        for token in sequence {
            guard let (type, index) = tokens[token] else { continue }
            switch type {
            case .timeShift: reader.tick += reader.table.ticks[index]
            case .rest: if let rests { reader.rest(rests[beat].ticks[index]) }
            case .meter:
                beat = reader.music.ticksPerQuarter * 4 / options.allMeters[index].unit
                reader.setMeter(index)
            case .special: continue
            default: reader.read(type, index)
            }
        }
    }
}

extension TSDScheme {
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        writer.read(sequence, with: &reader)
    }
}

extension MIDILikeScheme {
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        writer.read(sequence, with: &reader)
    }
}

extension StructuredScheme {
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        for token in sequence {
            guard let (type, index) = tokens[token] else { continue }
            // The first shift is no time.
            if type != .timeShift {
                reader.read(type, index)
            } else if index > 0 {
                reader.tick += reader.table.ticks[index - 1]
            }
        }
    }
}
