package import MuseStorage

/// How a training went: a point each time the validation part was looked at.
public struct LearningCurve: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Steps done.
        public var step: Int
        /// Mean loss of a token since the point before, in nats.
        public var training: Double
        /// Mean loss of a token of the validation part, in nats; nil where there is none.
        public var validation: Double?

        public init(step: Int, training: Double, validation: Double?) {
            self.step = step
            self.training = training
            self.validation = validation
        }
    }

    public var points: [Point]

    public init(points: [Point] = []) { self.points = points }

    /// The point with the lowest validation loss.
    public var best: Point? {
        points.filter { $0.validation != nil }.min { ($0.validation ?? 0) < ($1.validation ?? 0) }
    }
}

extension LearningCurve {
    /// As a list of `[step, training, validation]`.
    package var json: JSON {
        .array(
            points.map {
                .array([.int($0.step), .double($0.training), $0.validation.map { .double($0) } ?? .null])
            })
    }

    /// nil for what is no curve.
    package init?(_ json: JSON?) {
        guard case .array(let items)? = json else { return nil }
        var points: [Point] = []
        for item in items {
            guard case .array(let parts) = item, parts.count == 3, let step = parts[0].intValue,
                let training = parts[1].numberValue
            else { return nil }
            points.append(Point(step: step, training: training, validation: parts[2].numberValue))
        }
        self.init(points: points)
    }
}
