/// The type of a value in the messages between muse and a plug-in.
package indirect enum MessageType: Sendable {
    case text
    /// One of these texts.
    case choice([String])
    /// Bytes as text.
    case base64
    case integer(ClosedRange<Int>? = nil)
    case number(ClosedRange<Double>? = nil)
    case boolean
    /// The value, or null.
    case nullable(MessageType)
    case list(MessageType)
    /// A list with a fixed type for each position. Those from `required` on may be missing; nil if none may.
    case tuple([MessageType], required: Int? = nil)
    case object([MessageField])
    /// An object whose members have any names, and values of any type.
    case members
    /// A type that several messages share.
    case named(MessageDefinition)
}

/// A type with a name.
package struct MessageDefinition: Sendable {
    package let name: String
    package let meaning: String
    package let type: MessageType

    init(_ name: String, _ meaning: String, _ type: MessageType) {
        self.name = name
        self.meaning = meaning
        self.type = type
    }
}

/// A member of an object.
package struct MessageField: Sendable {
    package let name: String
    package let type: MessageType
    package let meaning: String
    /// Whether it may be missing.
    package let isOptional: Bool
    /// The versions of the interface that have it.
    package let versions: ClosedRange<Int>

    init(
        _ name: String, _ type: MessageType, isOptional: Bool = false,
        in versions: ClosedRange<Int> = 1...PluginManifest.latestVersion, _ meaning: String
    ) {
        self.name = name
        self.type = type
        self.meaning = meaning
        self.isOptional = isOptional
        self.versions = versions
    }
}
