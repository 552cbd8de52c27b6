#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Processes that have left the group they were started in, by `setsid` or `setpgid`. They are known by a text that nobody else has in the
/// environment he was started with. Found on Linux only, which shows environments in `/proc`.
struct Strays {
    /// The text, such as `NAME=VALUE`.
    let mark: String

    /// More than any process can start anew while it is being killed, unless it was made for that.
    private static let rounds = 16

    /// Kills them, and what they start meanwhile.
    func kill() {
        for _ in 0..<Self.rounds {
            let found = processes()
            guard !found.isEmpty else { return }
            for process in found { sendKill(process) }
        }
    }

    /// The same for a shell, with the mark as `$1`.
    static let shellCommand = """
        for _ in \((0..<rounds).map(String.init).joined(separator: " ")); do \
        found=$(grep -lsF -- "$1" /proc/[0-9]*/environ); [ -n "$found" ] || break; \
        for file in $found; do file=${file#/proc/}; kill -KILL "${file%%/*}"; done; done
        """

    private func processes() -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if let process = pid_t(name), hasMark(process) { found.append(process) }
        }
        return found
    }

    private func hasMark(_ process: pid_t) -> Bool {
        let file = open("/proc/\(process)/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        // Far more than an environment of Lambda's can have.
        return withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            return buffer.prefix(max(count, 0)).split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
        }
    }
}
