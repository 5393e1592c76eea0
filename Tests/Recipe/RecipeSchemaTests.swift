import MuseRecipe
import MuseStorage
import Testing

/// The JSON Schema for editors. It was validated with Python's `jsonschema` when it was written; these tests check its
/// main properties.
@Suite struct RecipeSchemaTests {
    private let schema = RecipeSchema.json(Toy.registries)

    /// The schema of a recipe that does not extend another.
    private var whole: JSON? { schema["else"]?["properties"] }

    @Test func everySectionIsThere() {
        guard case .object(let sections)? = whole else { return #expect(Bool(false)) }
        #expect(
            sections.keys.sorted() == [
                "arrange", "constraints", "corpus", "export", "extends", "finetune", "generate", "generator", "lock",
                "muse", "plugins", "rules", "sampler", "seed", "sweep", "title", "titles", "tokenizer",
            ])
        #expect(schema["else"]?["additionalProperties"] == .bool(false))
        #expect(schema["else"]?["required"] == .array([.string("generator"), .string("tokenizer")]))
    }

    @Test func aComponentMayBeItsNameAlone() {
        #expect(whole?["generator"]?["if"]?["type"] == .string("string"))
        #expect(whole?["generator"]?["then"]?["enum"] == .array([.string("chain"), .string("dice")]))
    }

    @Test func oneValueMayStandForAList() {
        let files = whole?["corpus"]?["properties"]?["files"]
        #expect(files?["if"]?["type"] == .string("array"))
        #expect(files?["then"]?["items"] == files?["else"])
    }

    @Test func aComponentHasItsRangesDefaultsAndMeanings() {
        guard case .array(let generators)? = whole?["generator"]?["else"]?["oneOf"] else { return #expect(Bool(false)) }
        #expect(generators.map { $0["properties"]?["type"]?["const"] } == [.string("chain"), .string("dice")])
        #expect(
            generators[0]["properties"]?["order"]
                == .object([
                    "type": .string("integer"), "minimum": .int(1), "maximum": .int(12), "default": .int(4),
                    "description": .string("tokens of context (tokens)"),
                ]))
        #expect(
            generators[0]["properties"]?["smoothing"]
                == .object([
                    "enum": .array([.string("kneser_ney"), .string("none")]), "default": .string("kneser_ney"),
                    "description": .string("how counts become probabilities"),
                ]))
        #expect(
            generators[1]["properties"]?["sides"]?["then"]?["items"]
                == .object(["type": .string("integer"), "minimum": .int(1), "maximum": .int(20)]))
        #expect(generators[0]["required"] == .array([.string("type")]))
    }

    @Test func listsHaveTheirCommonSettings() {
        guard case .array(let rules)? = whole?["rules"]?["else"]?["else"]?["oneOf"],
            case .array(let exporters)? = whole?["export"]?["then"]?["items"]?["else"]?["oneOf"]
        else { return #expect(Bool(false)) }
        #expect(rules.allSatisfy { $0["properties"]?["weight"]?["minimum"] == .double(0) })
        #expect(exporters.allSatisfy { $0["properties"]?["path"] != nil })
    }

    @Test func weightsOfAMixAreAboveNothing() {
        let style = whole?["generate"]?["properties"]?["style"]
        #expect(style?["additionalProperties"] == .object(["type": .string("number"), "exclusiveMinimum": .int(0)]))
    }

    @Test func aRecipeThatExtendsNeedNotBeWholeAndMayRemove() {
        let part = schema["then"]
        #expect(schema["if"]?["required"] == .array([.string("extends")]))
        #expect(part?["required"] == nil)
        #expect(part?["properties"]?["extends"] != nil)
        guard case .array(let choices)? = part?["properties"]?["sampler"]?["anyOf"] else { return #expect(Bool(false)) }
        #expect(choices.last == .object(["type": .string("null")]))
    }
}
