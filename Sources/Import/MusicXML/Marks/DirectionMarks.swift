import MuseMusic

/// Directions that wait for the note they belong to: the next one at or after their position, or else the last one of
/// the measure.
struct DirectionMarks {
    enum Mark {
        case decoration(String)
        case annotation(String)
    }

    private var waiting: [(position: Int, mark: Mark)] = []

    mutating func add(_ mark: Mark, at position: Int) { waiting.append((position, mark)) }

    /// Attaches the marks that are due to an element which was just placed.
    mutating func attach(to element: inout PartElement) {
        guard !waiting.isEmpty else { return }
        let start = element.start.rounded
        Self.apply(waiting.lazy.filter { $0.position <= start }.map(\.mark), to: &element)
        waiting.removeAll { $0.position <= start }
    }

    /// Attaches the remaining marks to the last element of the measure; without one they wait for the next measure.
    mutating func endMeasure(_ last: Int?, _ elements: inout [PartElement]) {
        if let last, !waiting.isEmpty {
            Self.apply(waiting.map(\.mark), to: &elements[last])
            waiting.removeAll()
        } else {
            for i in waiting.indices { waiting[i].position = 0 }
        }
    }

    private static func apply(_ marks: some Sequence<Mark>, to element: inout PartElement) {
        var (decorations, annotations): ([String], [String]) = ([], [])
        for mark in marks {
            switch mark {
            case .decoration(let name): decorations.append(name)
            case .annotation(let text): annotations.append(text)
            }
        }
        // One change each, because a change copies all marks.
        if !decorations.isEmpty { element.marks.decorations += decorations }
        if !annotations.isEmpty { element.marks.annotations += annotations }
    }
}
