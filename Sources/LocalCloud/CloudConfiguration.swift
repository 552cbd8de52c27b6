/// What a local cloud is like.
public struct CloudConfiguration: Sendable {
    /// The port of its AWS API on 127.0.0.1; 0 for one that is free.
    public var port: Int
    /// How fast the time goes for what waits in it. Processes run in real time either way.
    public var speed: CloudSpeed
    /// The folder where it keeps everything for the next run; `nil` to keep nothing.
    public var data: String?

    /// A cloud in real time, on a free port, that keeps nothing.
    public init(port: Int = 0, speed: CloudSpeed = .times(1), data: String? = nil) {
        self.port = port
        self.speed = speed
        self.data = data
    }
}
