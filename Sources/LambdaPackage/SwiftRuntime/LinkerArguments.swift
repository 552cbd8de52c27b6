/// Arguments for `swift build` that tell the linker something.
enum LinkerArguments {
    /// Links without a function of a library that nothing calls, though code is there that would.
    static func leavingOut(_ function: String) -> [String] {
        ["-Xlinker", "--wrap=\(function)", "-Xlinker", "--defsym=__wrap_\(function)=0"]
    }
}
