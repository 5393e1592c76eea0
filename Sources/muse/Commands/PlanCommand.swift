import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe

struct PlanCommand: ParsableCommand, RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Estimates from a short measurement what training on several machines would give.",
        discussion: """
            Measures a step of the training as each number of machines would divide it, all like this one, and adds the \
            time of summing the gradients over a network of the stated speed. Nothing is written. Started by mpirun, it \
            measures the network between the processes instead; start one on each machine.
            """)

    @OptionGroup var source: RecipeOptions

    @Option(help: ArgumentHelp("Numbers of machines.", valueName: "1,2,4,8"))
    var machines = "1,2,4,8"

    @Option(
        help: ArgumentHelp(
            "The bandwidth of the network, in Gbit/s. Default: 10, or measured under mpirun.", valueName: "gbit/s"))
    var network: Double?

    @Option(
        help: ArgumentHelp(
            "The latency of the network, in microseconds. Default: 50, or measured under mpirun.",
            valueName: "microseconds"))
    var latency: Double?

    @Option(help: "The time of each measurement, in seconds.") var seconds = 5.0

    @Flag(help: "Prints only errors on standard error.") var quiet = false

    private var numbers: [Int]? {
        let numbers = machines.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        return numbers.contains { $0.map { !(1...4096).contains($0) } ?? true } ? nil : numbers.compactMap(\.self)
    }

    func validate() throws {
        if numbers == nil { throw ValidationError("--machines must be numbers from 1 to 4096, such as 1,2,4.") }
        if let network, !(network.isFinite && network > 0) { throw ValidationError("--network must be above 0.") }
        if let latency, !(latency.isFinite && latency >= 0) { throw ValidationError("--latency must not be negative.") }
        if !(0.1...3600).contains(seconds) { throw ValidationError("--seconds must be a number from 0.1 to 3600.") }
    }

    func run() throws {
        Interrupt.listen()
        let muse = try Muse.installed(source.plugins.observer())
        let isMeasured = Ranks.isShared && network == nil && latency == nil
        let assumed = NetworkSpeed(bitsPerSecond: (network ?? 10) * 1e9, latency: (latency ?? 50) * 1e-6)
        for recipe in try source.recipes(muse, isQuiet: quiet) {
            let observer = TerminalObserver(isQuiet: quiet).observer
            let plan = try muse.plan(
                recipe, machines: numbers ?? [], network: isMeasured ? nil : assumed, seconds: seconds,
                observer: observer)
            if !recipe.label.isEmpty { try Terminal.output(line: recipe.label) }
            if let plan { try Terminal.output(line: plan.text) }
        }
    }
}
