import MuseProtocols
import MuseStorage

/// A constraint in a plug-in. It returns built-in constraints, in the form in which a recipe lists them.
struct PluginConstraint: Constraint {
    private let type: String
    private let host: any PluginHost
    private let instance: Once<any PluginInstance>
    /// The built-in constraints.
    private let constraints: Registry<any Constraint>
    private let path: String
    private let mark: SourceMark

    private struct Constrained: Decodable {
        let constraints: [JSON]?
        let automaton: Automaton?
        let cannot: String?
    }

    private struct Automaton: Decodable {
        let classes: [[String]]
        let states: [State]

        struct State: Decodable {
            /// Pairs of a class and the next state.
            let edges: [[Int]]
            let otherwise: Int?
            let final: Bool?
        }

        /// nil for an edge that is not a pair.
        var named: NamedAutomaton? {
            guard states.allSatisfy({ $0.edges.allSatisfy { $0.count == 2 } }) else { return nil }
            return NamedAutomaton(
                classes: classes,
                states: states.map { state in
                    NamedAutomaton.State(
                        edges: state.edges.map { .init(tokens: $0[0], next: $0[1]) }, otherwise: state.otherwise,
                        isFinal: state.final ?? false)
                })
        }
    }

    init(
        _ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings,
        _ constraints: Registry<any Constraint>
    ) {
        type = component.schema.name
        self.host = host
        self.constraints = constraints
        path = settings.path
        mark = settings.mark
        instance = Once { try host.instance(component, settings) }
    }

    func constrain(_ plan: inout Plan) throws {
        let answer = try instance.get().ask("constraint/constrain", ["plan": plan.json], Constrained.self)
        if let reason = answer.cannot { throw PlanError(reason, path: path, mark: mark) }
        if let automaton = answer.automaton {
            guard let named = automaton.named, !named.states.isEmpty else {
                throw host.failure("'\(type)' returned an automaton without states, or with an edge that is not a pair")
            }
            plan.automata.append(Plan.Demand(named, path: path, mark: mark))
        }
        for json in answer.constraints ?? [] {
            do {
                try constraints.make(Node(json, at: mark), path: path).constrain(&plan)
            } catch let errors as RecipeErrors {
                let text = (try? json.bytes()).map { String(decoding: $0, as: UTF8.self) } ?? ""
                throw host.failure(
                    "'\(type)' returned an invalid constraint, \(text): \(errors.errors.first?.message ?? "")")
            }
        }
    }
}

extension Node {
    /// Converts JSON to a node, as if it were written at this position in a recipe.
    init(_ json: JSON, at mark: SourceMark) {
        func scalar(_ text: String, isPlain: Bool = true) -> Node { Node(.scalar(text, isPlain: isPlain), at: mark) }
        switch json {
        case .null: self = scalar("null")
        case .bool(let value): self = scalar(value.settingText)
        case .int(let value): self = scalar(value.settingText)
        case .double(let value): self = scalar(value.settingText)
        case .string(let text): self = scalar(text, isPlain: false)
        case .array(let items): self.init(.list(items.map { Node($0, at: mark) }), at: mark)
        case .object(let members):
            let entries = members.sorted { $0.key < $1.key }.map {
                Entry(key: $0.key, keyMark: mark, value: Node($0.value, at: mark))
            }
            self.init(.map(entries), at: mark)
        }
    }
}
