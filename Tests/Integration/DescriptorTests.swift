#if os(Linux)
    import Foundation
    import HTTPTransport
    import JSONValue
    import Testing

    /// `rollout local` where the system gives it few descriptors.
    @Suite("out of descriptors")
    struct DescriptorTests {
        @Test("it doesn't spin, its ids stay different, and it goes on when clients have left", .timeLimit(.minutes(2)))
        func exhaustion() async throws {
            let tool = RolloutTool.process([])
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "ulimit -n 48; exec \"$0\" local --port 0 --json", RolloutTool.path]
            process.environment = tool.environment
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            defer { process.terminate() }
            let pid = process.processIdentifier
            let greeting = try JSON(parsing: await Self.line(of: pipe.fileHandleForReading))
            let port = try #require(greeting["endpoint"]?.string.flatMap { URL(string: $0)?.port })

            let first = try #require(Self.connect(port))
            var others: [Int32] = []
            while others.count < 80, let socket = Self.connect(port) { others.append(socket) }
            let until = ContinuousClock.now + .seconds(20)
            while try Self.descriptors(pid) < 48, ContinuousClock.now < until { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try Self.descriptors(pid) >= 44)

            let before = try Self.processorTime(pid)
            try await Task.sleep(for: .seconds(2))
            // Spinning takes a core's share, however busy the machine is; waiting takes next to nothing.
            #expect(try Self.processorTime(pid) - before < 0.5)

            var ids: Set<String> = []
            for _ in 0..<20 {
                let answer = Self.answer(first, "GET /2015-03-31/functions HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let field = answer.split(separator: "\r\n").first { $0.lowercased().hasPrefix("x-amzn-requestid:") }
                ids.insert(String(try #require(field)))
            }
            #expect(ids.count == 20)

            for socket in others { close(socket) }
            close(first)
            let response = try await HTTPClient.shared.get("http://127.0.0.1:\(port)/2015-03-31/functions")
            #expect(response.status == 403)
            process.terminate()
            #expect(await RolloutTool.ending(of: process) == 128 + SIGTERM)
        }

        private static func line(of file: FileHandle) async -> [UInt8] {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var line: [UInt8] = []
                    while let byte = try? file.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
                    continuation.resume(returning: line)
                }
            }
        }

        private static func connect(_ port: Int) -> Int32? {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
            let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var limit = timeval(tv_sec: 10, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if isConnected { return socket }
            close(socket)
            return nil
        }

        /// The answer to one request, to the end of its head and with what came along.
        private static func answer(_ socket: Int32, _ request: String) -> String {
            _ = request.withCString { send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n"), case let count = recv(socket, &buffer, buffer.count, 0),
                count > 0
            {
                bytes += buffer[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func descriptors(_ pid: Int32) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        }

        /// In seconds.
        private static func processorTime(_ pid: Int32) throws -> Double {
            let fields =
                try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).split(separator: ")").last?.split(separator: " ") ?? []
            let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
            return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
#endif
