import ArgumentParser
import MuseKit
import MuseRecipe

struct ImportWeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-weights",
        abstract: "Makes a model out of a GPT-2 or a Llama that another program has trained.",
        discussion: """
            SOURCE is a folder that transformers' save_pretrained wrote, or its .safetensors file with config.json \
            beside it. Its tokens are taken to be those of the recipe's tokenizer, by their numbers, and a start symbol \
            more. A recipe then uses OUT as `generator: {type: transformer, pretrained: OUT}`.
            """)

    @Argument(help: "The folder or file to read.") var source: String
    @Argument(help: "A recipe with the tokenizer that the model's tokens are of.") var recipe: String
    @Argument(help: "The folder to write.") var out: String
    @Option(help: ArgumentHelp("The token that tunes start after.", valueName: "number")) var start: Int?
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []

    func validate() throws {
        if out.isEmpty { throw ValidationError("OUT is the name of a folder.") }
    }

    func run() throws {
        try Muse.installed().importWeights(
            source, recipe: recipe, overrides: overrides.map { Override($0) }, start: start, to: out)
        try Terminal.output(line: out)
    }
}
