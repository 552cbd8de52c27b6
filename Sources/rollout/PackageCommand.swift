import ArgumentParser
import Foundation
import JSONValue
import LambdaPackage

/// `rollout package`: executable products become a zip for Lambda.
struct PackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Make a zip of executable products that runs on provided.al2023, or check one.",
        discussion: """
            Builds each product in release mode as one static executable that needs nothing of the system it runs on, strips it, and zips it \
            as `bootstrap`, with the certificate authorities that AWS's endpoints chain to in roots.pem. The same sources give the same zip, \
            byte for byte, in whatever folder they are; SOURCE_DATE_EPOCH sets the time of the files in it. The first run builds a small \
            static libcurl from the distribution's source, and keeps it in ~/.cache/swift-lambda-rollout.

            Several products share one zip: set each function's handler to the name of its product. The `bootstrap` of that zip starts the \
            product that the handler names.

            Whatever is made is checked as Lambda will see it; --check does that with any zip.

            EXAMPLES:
              rollout package BeforeTraffic
              rollout package BeforeTraffic AfterTraffic --output hooks.zip
              rollout package BeforeTraffic --output-folder build/hook
              rollout package --check hooks.zip --architecture arm64

            EXIT STATUS: 0 when the package is made and sound; 1 when it is not, with the reason; 64 for a wrong argument, 130 after Ctrl-C \
            and 143 after SIGTERM.
            """)

    @Argument(help: "The executable products of the package.")
    var products: [String] = []

    @Option(help: ArgumentHelp("The zip to write; .build/lambda/<Product>.zip in the package unless given.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "A folder to put the files into, for tools that zip themselves; no zip then unless --output.", valueName: "folder"))
    var outputFolder: String?

    @Option(help: ArgumentHelp("The package that the products belong to.", valueName: "folder"))
    var packagePath = "."

    @Option(help: "How to link: static needs no library at all; dynamic brings along those that provided.al2023 lacks.")
    var link = Packager.Linking.static

    @Option(help: "The function's architecture; this machine's unless given. With --check: that of its `bootstrap`.")
    var architecture: Architecture?

    @Option(
        help: ArgumentHelp(
            "A file or folder to put in, under its own name or another; links are followed, empty folders left out. Can be repeated.",
            valueName: "path[=name]"))
    var include: [Inclusion] = []

    @Flag(help: "Leave symbols and line numbers in the executables, for crash reports.")
    var keepSymbols = false

    @Option(
        help: ArgumentHelp(
            "Where to put the symbols and debug information that are taken out; .build/lambda/<Product>.debug unless given.",
            valueName: "file"))
    var debugFile: String?

    @Option(
        help: ArgumentHelp(
            "A curl release to build libcurl from, instead of the distribution's source: curl-8.14.1.tar.xz or its URL.",
            valueName: "file-or-url"))
    var libcurlSource: LibcurlSource?

    @Option(help: ArgumentHelp("Check this zip instead of making one.", valueName: "zip"))
    var check: String?

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        if let check {
            guard !check.isEmpty else { throw ValidationError("--check needs the path of a zip; it is empty.") }
            let isMaking =
                !products.isEmpty || output != nil || outputFolder != nil || !include.isEmpty || keepSymbols || debugFile != nil
                || libcurlSource != nil
            guard !isMaking else {
                throw ValidationError("--check looks at a zip that is there: it goes with --architecture and --json only.")
            }
            return
        }
        for (option, path) in [
            ("--output", output), ("--output-folder", outputFolder), ("--debug-file", debugFile), ("--package-path", packagePath),
        ] {
            guard path != "" else { throw ValidationError("\(option) needs a path; it is empty.") }
        }
        guard outputFolder.map({ URL(filePath: $0).standardizedFileURL.absoluteURL.path }) != "/" else {
            throw ValidationError("--output-folder can't be the root of the file system.")
        }
        guard !products.isEmpty else { throw ValidationError("Name a product of the package, or a zip with --check.") }
        guard Set(products).count == products.count else { throw ValidationError("A product was given twice.") }
        // As the executables are named in the zip, and as a function's handler may be.
        guard products.count == 1 || !products.contains("bootstrap") else {
            throw ValidationError("A product named bootstrap can't be in a zip with others, whose launcher has that name.")
        }
        guard products.allSatisfy({ !$0.hasPrefix("-") && !$0.contains("/") && !$0.hasPrefix(".") && !$0.isEmpty }) else {
            throw ValidationError("A product's name is no path.")
        }
        guard debugFile == nil || (products.count == 1 && !keepSymbols) else {
            throw ValidationError("--debug-file goes with one product, and without --keep-symbols.")
        }
    }

    func run() async throws {
        let console = Console(isQuiet: json)
        defer { console.clearProgress() }
        let work = PackageRun(command: self, console: console)
        let outcome = try await Interruptible.run { await work.outcome() }
        console.clearProgress()
        if json { console.printJSON(outcome.json) } else { outcome.print(on: console) }
        throw ExitCode(outcome.succeeded ? 0 : 1)
    }
}
