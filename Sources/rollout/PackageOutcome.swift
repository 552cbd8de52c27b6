import Foundation
import JSONValue
import LambdaPackage

/// What became of `rollout package`.
struct PackageOutcome: Sendable {
    let isCheck: Bool
    var report: PackageReport?
    var zip: String?
    var folder: String?
    var debugFiles: [String] = []
    var codeSHA256: String?
    /// Why there is nothing to report on.
    var obstacle: String?

    init(isCheck: Bool) { self.isCheck = isCheck }

    var succeeded: Bool { obstacle == nil && report?.isAccepted == true }

    /// Everything as JSON, for `--json`.
    var json: JSON {
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        var object: JSON.Object = [
            "accepted": .bool(succeeded), "zip": text(zip), "folder": text(folder), "code_sha256": text(codeSHA256),
            "debug_files": .array(debugFiles.map { .string($0) }), "reason": text(obstacle),
        ]
        guard let report else { return .object(object) }
        object["architecture"] = text(report.architecture?.rawValue)
        object["zipped_bytes"] = .integer(report.zippedSize)
        object["unzipped_bytes"] = .integer(report.unzippedSize)
        object["files"] = .array(report.files.map(Self.json))
        object["findings"] = .array(
            report.findings.map { finding in
                [
                    "severity": .string(finding.severity.rawValue), "file": text(finding.path), "problem": .string(finding.problem),
                    "advice": .string(finding.advice),
                ]
            })
        object["start_up"] =
            report.startUp.map { start in
                ["kind": .string(start.kind), "warm_ms": .number(start.warm), "cold_ms": start.cold.map { .number($0) } ?? .null]
            } ?? .null
        return .object(object)
    }

    private static func json(_ file: PackageReport.File) -> JSON {
        [
            "path": .string(file.path), "bytes": .integer(file.size), "zipped_bytes": .integer(file.zippedSize),
            "executable": .bool(file.isExecutable),
            "glibc": file.elf?.requiredGlibc.map { .string($0.map(String.init).joined(separator: ".")) } ?? .null,
            "libraries": file.elf.map { .array($0.neededLibraries.map { .string($0) }) } ?? .null,
        ]
    }
}
