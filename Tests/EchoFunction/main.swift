// A Lambda function for tests that need a whole process: returns its event. With HANDLER=busy it never ends, and never yields.
import LambdaRuntime

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

let isBusy = getenv("HANDLER") != nil

struct StartError: Error {}
await Lambda.initialize { if getenv("FAIL_AT_START") != nil { throw StartError() } }

try await Lambda.run { (event: [UInt8], context: LambdaContext) in
    while isBusy {}
    return event
}
