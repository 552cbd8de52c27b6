import Surroundings

/// How fast this function is: Lambda gives CPU by memory, a whole core at 1769 MB
/// ([Memory and CPU](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html)).
enum FunctionSpeed {
    /// So much time on a function that has half a core or more; up to four times as much on a slower one.
    static func stretched(_ time: Duration) -> Duration {
        guard let memory = Environment.process["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"].flatMap({ Int($0) }), memory > 0 else { return time }
        return time * min(max(Double(884) / Double(memory), 1), 4)
    }
}
