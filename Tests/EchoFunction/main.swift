// A Lambda function for tests that need a whole process: returns its event, or does what HANDLER says.
import LambdaRuntime

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

let mode = getenv("HANDLER").map { String(cString: $0) }

struct StartError: Error {}
struct HandlerError: Error, CustomStringConvertible { let description = "the handler gave up" }
await Lambda.initialize { if getenv("FAIL_AT_START") != nil { throw StartError() } }

if mode == "streams" {
    try await Lambda.run(streaming: { (event: [UInt8], response: LambdaResponseWriter, context: LambdaContext) in
        try await response.write([UInt8](repeating: 0x61, count: 20_000))
        print("begun")
        try await Task.sleep(for: .seconds(3600))
    })
}

try await Lambda.run { (event: [UInt8], context: LambdaContext) in
    switch mode {
    case "throws": throw HandlerError()
    case "waits":
        print("begun")
        try await Task.sleep(for: .seconds(3600))
        return event
    case "busy":
        print("begun")
        while true {}
    default: return event
    }
}
