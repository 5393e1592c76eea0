package import MuseProtocols

/// Parses the subset of YAML 1.2 that recipes use.
///
/// One document, unique text keys, core schema tags only, no merge keys. Aliases are expanded up to a limit.
/// Everything else is an error with its location.
package struct YAMLReader {
    /// The maximum number of values in a text, with aliases expanded.
    package static let nodeLimit = 10_000
    /// The maximum nesting depth of lists and mappings.
    package static let depthLimit = 64

    private let events: YAMLEvents
    private let places: Places
    private var anchors: [String: (node: Node, size: Int)] = [:]
    private var openAnchors: Set<String> = []
    private var size = 0

    /// Parses a text.
    ///
    /// - Parameter start: the start of the YAML in the source: after `KEY=` in `--set KEY=VALUE`; nil for its start.
    /// - Returns: nil for a text without a value.
    /// - Throws: `RecipeError`, `.syntax` or `.duplicate`.
    package static func read(_ source: SourceFile, from start: String.Index? = nil) throws -> Node? {
        let start = start ?? source.text.startIndex
        let places = Places(source, from: start)
        do {
            var reader = try YAMLReader(events: YAMLEvents(String(source.text[start...])), places: places)
            return try reader.document()
        } catch let failure as YAMLEvents.Failure {
            let explained = failure.explained(character: places.character(failure.line, failure.column))
            throw RecipeError(.syntax(explained.message), path: "", at: places.mark(explained.line, explained.column))
        }
    }

    private init(events: YAMLEvents, places: Places) {
        self.events = events
        self.places = places
    }

    private mutating func document() throws -> Node? {
        var root: Node?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd: return root
            case .documentStart:
                if root != nil { throw refusal("a second document starts here; a recipe has only one", event) }
                root = try node(events.next(), depth: 0)
            default: throw refusal("expected one mapping of 'key: value' lines", event)
            }
        }
    }

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws -> Node {
        if case .alias(let name) = event.kind { return try expanded(name, event) }
        let sizeBefore = size
        try count(1, event)
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        let node = Node(try content(event, depth: depth), at: mark(event))
        if let anchor = event.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = (node, size - sizeBefore)
        }
        return node
    }

    private mutating func content(_ event: YAMLEvents.Event, depth: Int) throws -> Node.Content {
        if case .scalar(let text, let isPlain) = event.kind { return try scalar(text, isPlain: isPlain, event) }
        if let tag = event.tag, tag != "!" { throw refusal(forTag: tag, event) }
        if depth == Self.depthLimit {
            throw refusal("nested too deeply: a recipe has at most \(Self.depthLimit) levels", event)
        }
        if case .listStart = event.kind {
            var items: [Node] = []
            while true {
                let next = try events.next()
                if case .listEnd = next.kind { return .list(items) }
                items.append(try node(next, depth: depth + 1))
            }
        }
        return .map(try entries(depth: depth))
    }

    private mutating func entries(depth: Int) throws -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var marks: [String: SourceMark] = [:]
        while true {
            let next = try events.next()
            if case .mapEnd = next.kind { return entries }
            let key = try key(next)
            if let first = marks[key] {
                throw RecipeError(.duplicate(key: key, first: first), path: "", at: mark(next))
            }
            marks[key] = mark(next)
            let value = try node(events.next(), depth: depth + 1)
            entries.append(Node.Entry(key: key, keyMark: mark(next), value: value))
        }
    }

    private mutating func key(_ event: YAMLEvents.Event) throws -> String {
        try count(1, event)
        switch event.kind {
        case .scalar(let text, let isPlain):
            if let tag = event.tag { throw refusal(forTag: tag, event) }
            if isPlain, text == "<<" {
                throw refusal("merge keys ('<<') are not supported; use 'extends' to build on a recipe", event)
            }
            let type = isPlain ? CoreType(ofPlain: text) : .text
            if type != .text { throw refusal("a key must be text, not \(type.rawValue); put it in quotes", event) }
            _ = try scalar(text, isPlain: isPlain, event)
            return text
        case .listStart: throw refusal("a key must be text, not a list", event)
        case .mapStart: throw refusal("a key must be text, not a mapping", event)
        default: throw refusal("a key must be text, not an alias", event)
        }
    }

    private func scalar(_ text: String, isPlain: Bool, _ event: YAMLEvents.Event) throws -> Node.Content {
        if let forbidden = text.unicodeScalars.first(where: \.isForbiddenInRecipes) {
            let code = String(forbidden.value, radix: 16, uppercase: true)
            throw refusal("the text contains the control character 0x\(code)", event)
        }
        guard let tag = event.tag else { return .scalar(text, isPlain: isPlain) }
        let expected: Set<CoreType>
        switch tag {
        case "!", "tag:yaml.org,2002:str": return .scalar(text, isPlain: false)
        case "tag:yaml.org,2002:int": expected = [.integer]
        case "tag:yaml.org,2002:float": expected = [.number, .integer]
        case "tag:yaml.org,2002:bool": expected = [.boolean]
        case "tag:yaml.org,2002:null": expected = [.null]
        default: throw refusal(forTag: tag, event)
        }
        if expected.contains(CoreType(ofPlain: text)) { return .scalar(text, isPlain: true) }
        throw refusal("'\(text.prefix(40))' does not match its tag '\(short(tag))'", event)
    }

    private mutating func expanded(_ name: String, _ event: YAMLEvents.Event) throws -> Node {
        if openAnchors.contains(name) { throw refusal("alias '*\(name)' is inside its own anchor '&\(name)'", event) }
        guard let (node, size) = anchors[name] else {
            throw refusal("alias '*\(name)' has no anchor '&\(name)' before it", event)
        }
        try count(size, event)
        return node
    }

    private mutating func count(_ nodes: Int, _ event: YAMLEvents.Event) throws {
        size += nodes
        if size > Self.nodeLimit {
            throw refusal("too long: a recipe has at most \(Self.nodeLimit) keys and values", event)
        }
    }

    private func refusal(forTag tag: String, _ event: YAMLEvents.Event) -> RecipeError {
        refusal("tags such as '\(short(tag).prefix(40))' are not allowed in recipes", event)
    }

    private func short(_ tag: String) -> String {
        let core = "tag:yaml.org,2002:"
        return tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
    }

    private func refusal(_ message: String, _ event: YAMLEvents.Event) -> RecipeError {
        RecipeError(.syntax(message), path: "", at: mark(event))
    }

    private func mark(_ event: YAMLEvents.Event) -> SourceMark { places.mark(event.line, event.column) }
}
