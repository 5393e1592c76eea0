package import MuseStorage

/// Training and validation loss, one point for each evaluation.
public struct LearningCurve: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Steps completed.
        public var step: Int
        /// Mean training loss since the previous point, in nats per token.
        public var training: Double
        /// Validation loss in nats per token; nil without validation tunes.
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
    /// A list of `[step, training, validation]`.
    package var json: JSON {
        .array(
            points.map {
                .array([.int($0.step), .double($0.training), $0.validation.map { .double($0) } ?? .null])
            })
    }

    /// nil if the JSON is not a learning curve.
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
