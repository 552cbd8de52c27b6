import Foundation
import LambdaPackage

extension PackageOutcome {
    /// Prints the table of files, what the check has found, and where everything is.
    func print(on console: Console) {
        if let report { printTable(of: report, on: console) }
        if let obstacle {
            console.printError(obstacle)
            return
        }
        guard let report else { return }
        console.print()
        for finding in report.findings {
            let mark = finding.severity == .refusal ? console.styled("✘", .bold, .red) : console.styled("!", .bold, .yellow)
            console.print("\(mark) \(finding)")
        }
        if let startUp = report.startUp {
            console.print(console.styled("Start-up: \(startUp.summary); measured with a small hook on x86_64", .dim))
        }
        let size = "\(Self.readable(report.zippedSize)) zipped, \(Self.readable(report.unzippedSize)) unpacked"
        guard succeeded else {
            console.print("\(console.styled("✘ Refused", .bold, .red)), \(size)\(isCheck ? "" : "; nothing was written")")
            return
        }
        console.print("\(console.styled("✔ Ready for provided.al2023", .bold, .green)), \(size)")
        if let zip, !isCheck { console.print("\(zip)\(codeSHA256.map { "  CodeSha256 \($0)" } ?? "")") }
        if let folder { console.print(folder) }
        for file in debugFiles { console.print(console.styled("symbols: \(file)", .dim)) }
    }

    private func printTable(of report: PackageReport, on console: Console) {
        var rows = [["file", "size", "zipped", "glibc", "libraries"]]
        for file in report.files {
            let glibc = file.elf.map { elf in
                elf.requiredGlibc.map { $0.map(String.init).joined(separator: ".") } ?? (elf.isStatic ? "static" : "–")
            }
            let libraries = file.elf.map { $0.neededLibraries.isEmpty ? "none" : $0.neededLibraries.joined(separator: " ") }
            // Names come from whoever made the zip: nothing in them may steer the terminal.
            rows.append([
                Self.plain(file.path), Self.readable(file.size), Self.readable(file.zippedSize), glibc ?? "", Self.plain(libraries ?? ""),
            ])
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for (number, row) in rows.enumerated() {
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: column < 4 ? widths[column] - cell.count : 0)
                return (1...2).contains(column) ? padding + cell : cell + padding
            }
            let line = cells.joined(separator: "  ")
            console.print(number == 0 ? console.styled(line, .dim) : line)
        }
    }

    private static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.map {
                $0.properties.generalCategory == .control || $0.properties.generalCategory == .format ? "?" : Character($0)
            })
    }

    private static func readable(_ size: Int) -> String {
        switch size {
        case ..<1000: "\(size) B"
        case ..<1_000_000: String(format: "%.1f kB", Double(size) / 1000)
        default: String(format: "%.2f MB", Double(size) / 1_000_000)
        }
    }
}
