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

try await Lambda.run { (event: [UInt8], context: LambdaContext) in
    switch mode {
    case "throws": throw HandlerError()
    default: return event
    }
}
