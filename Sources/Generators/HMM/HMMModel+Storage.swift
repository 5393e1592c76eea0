import MuseProtocols
import MuseStorage

extension HMMModel {
    func saved() -> SavedModel {
        SavedModel(
            description: [
                "states": .int(shape.states), "order": .int(shape.order),
                "shares_emissions": .bool(shape.sharesEmissions), "vocabulary_size": .int(shape.vocabularySize),
                "positions": .int(shape.positions.count),
                "decisions": .object(decisions.mapValues { .int($0) }),
            ],
            tensors: [
                StoredTensor(name: "positions", kind: .i32, shape.positions.classes),
                StoredTensor(name: "matrices", kind: .i32, shape.matrices),
                StoredTensor(name: "initial", kind: .f32, parameters.initial.map { Float($0) }),
                StoredTensor(name: "transitions", kind: .f32, parameters.transitions.joined().map { Float($0) }),
                StoredTensor(name: "emissions", kind: .f32, parameters.emissions.joined().map { Float($0) }),
            ])
    }

    /// - Throws: `StorageError` unless all indices are valid and all values are positive probabilities.
    init(_ saved: SavedModel, clock: (any TokenClock)?) throws {
        func integer(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let value = saved.description[name]?.intValue, range.contains(value) else {
                throw StorageError("an hmm model needs '\(name)' from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        guard case .bool(let sharesEmissions)? = saved.description["shares_emissions"] else {
            throw StorageError("an hmm model needs 'shares_emissions'")
        }
        let count = try integer("positions", 1...1_000)
        let classes: [Int32] = try saved.vector("positions", .i32)
        let matrices: [Int32] = try saved.vector("matrices", .i32, count: count * count)
        guard classes.isEmpty == (count == 1), classes.allSatisfy({ (0..<Int32(count)).contains($0) }) else {
            throw StorageError("tensor 'positions' has values outside 0..<\(count)")
        }
        guard matrices.allSatisfy({ (0...Int32(count * count)).contains($0) }) else {
            throw StorageError("tensor 'matrices' has numbers outside 0...\(count * count)")
        }
        guard classes.isEmpty || clock.map({ type(of: $0).sizes[0] == classes.count }) == true else {
            throw StorageError("the model has \(classes.count) positions in the bar, which its tokenizer has not")
        }
        let shape = HMMShape(
            states: try integer("states", 1...4096), order: try integer("order", 1...2),
            sharesEmissions: sharesEmissions, vocabularySize: try integer("vocabulary_size", 1...Int(Int32.max)),
            positions: BarPositions(classes: classes, count: count), matrices: matrices)
        func probabilities(_ name: String, count: Int, of size: Int) throws -> [[Double]] {
            let values: [Float] = try saved.vector(name, .f32, count: count * size)
            guard values.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
                throw StorageError("tensor '\(name)' contains a value that is not a positive probability")
            }
            return (0..<count).map { i in values[i * size..<(i + 1) * size].map { Double($0) } }
        }
        if case .object(let decisions)? = saved.description["decisions"] {
            isChosen = decisions["states"] != nil
        } else {
            isChosen = false
        }
        self.clock = classes.isEmpty ? nil : clock
        parameters = HMMParameters(
            shape, initial: try probabilities("initial", count: 1, of: shape.width)[0],
            transitions: try probabilities(
                "transitions", count: shape.matrixCount, of: shape.width * shape.states),
            emissions: try probabilities(
                "emissions", count: count, of: shape.vocabularySize * shape.emitters))
    }
}
