import Foundation
import Testing
import TestSupport

/// A root to run a package in that is not the build machine's: with nothing but busybox, or with a system of an older glibc.
enum StaticRoot: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case busybox
    /// Debian 11, whose glibc is 2.31: older than provided.al2023's 2.34, and older than the one that the package was linked with.
    case bullseye

    var testDescription: String {
        switch self {
        case .busybox: "nothing but busybox"
        case .bullseye: "Debian 11 with glibc 2.31"
        }
    }

    /// Where `.build` keeps what takes long to make.
    static let kept = Python.packageRoot.appending(path: ".build/static-tests")

    static let isPossible =
        ChildProcess.works("unshare", ["--mount", "true"]) && ChildProcess.works("busybox", ["true"])
        && ChildProcess.works("openssl", ["version"]) && Python.has("ssl") && ChildProcess.works("sh", ["-c", "command -v apt-get"])

    static let hasDebootstrap = ChildProcess.works("sh", ["-c", "command -v debootstrap"])

    /// The root's folder, made if it is not there yet. It is there whole or not at all.
    func folder() async throws -> String {
        let folder = Self.kept.appending(path: rawValue).path
        if FileManager.default.fileExists(atPath: folder) { return folder }
        let fill =
            switch self {
            case .busybox: #"mkdir -p "$1/bin" && cp "$(command -v busybox)" "$1/bin/""#
            // Only unpacked, not configured: what is in it is its C library. Bounded, since a mirror may hang. In a container its /proc is
            // a link to the machine's.
            case .bullseye: #"timeout 150 debootstrap --foreign --variant=minbase bullseye "$1""#
            }
        let script = """
            rm -rf "$1" && mkdir -p "$1" && \(fill) && { [ ! -L "$1/proc" ] || rm "$1/proc"; } && mkdir -p "$1/proc" "$1/etc" "$1/tmp" "$1/var/task" && mv "$1" "$0"
            """
        let made = try await ChildProcess("sh", ["-c", "{ \(script) ; } >&2", folder, folder + ".unfinished"]).result()
        guard made.status == 0 else { throw Failure(description: "the root \(testDescription) could not be made") }
        return folder
    }

    /// Starts a package's `bootstrap` in the root, in a mount namespace of its own, so that nothing stays mounted.
    ///
    /// - Parameters:
    ///   - task: The folder that becomes `/var/task`.
    ///   - etc: The folder that becomes `/etc`.
    ///   - log: The file that its standard error goes into.
    func start(task: String, etc: String, log: String, proc: Bool = true, environment: [String: String]) async throws -> ChildProcess {
        let script = """
            mount --bind "$1" "$0/var/task" && mount --bind "$2" "$0/etc" && \(proc ? #"mount --rbind /proc "$0/proc""# : "true") &&
            exec chroot "$0" /var/task/bootstrap 2>"$3"
            """
        var environment = environment
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        environment["LAMBDA_TASK_ROOT"] = "/var/task"
        return try ChildProcess("unshare", ["--mount", "sh", "-c", script, try await folder(), task, etc, log], environment: environment)
    }

    struct Failure: Error, CustomStringConvertible { let description: String }
}
