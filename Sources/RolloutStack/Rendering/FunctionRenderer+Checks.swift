extension FunctionRenderer {
    /// What CloudFormation would refuse late, or not at all.
    func check() {
        let name = function.name
        if name.isEmpty { report("a function needs a name") }
        if !(128...10_240).contains(settings.memory.mebibytes) {
            report("\"\(name)\" has \(settings.memory.mebibytes) MB of memory; Lambda gives 128 to 10,240")
        }
        if !(settings.timeout.wholeSeconds.map { (1...900).contains($0) } ?? false) {
            report("the time-out of \"\(name)\" is \(settings.timeout); it is whole seconds, 1 to 900")
        }
        if settings.layers.count > 5 { report("\"\(name)\" has \(settings.layers.count) layers; Lambda allows 5") }
        if let days = settings.logs.days, !LogRetention.known.contains(days) {
            report(
                "CloudWatch Logs can't keep the logs of \"\(name)\" for \(days) days. It knows \(LogRetention.known.sorted().map { "\($0)" }.joined(separator: ", "))"
            )
        }
        checkConcurrency()
        checkAsynchronousInvocation()
        if let alias = function.alias { check(alias: alias) }
    }

    private func checkConcurrency() {
        let name = function.name
        if let reserved = settings.reservedConcurrency, reserved < 0 { report("\"\(name)\" can't reserve \(reserved) instances") }
        guard let provisioned = settings.provisionedConcurrency else { return }
        if provisioned < 1 { report("\"\(name)\" can't have \(provisioned) provisioned instances: leave it out, or give at least 1") }
        if function.alias == nil {
            report("provisioned concurrency belongs to a version: give \"\(name)\" a rollout, for instance .allAtOnce()")
        }
        if let reserved = settings.reservedConcurrency, provisioned > reserved {
            report("\"\(name)\" has \(provisioned) provisioned instances, but may run only \(reserved) at once")
        }
    }

    private func checkAsynchronousInvocation() {
        guard let asynchronous = settings.asynchronous else { return }
        if let retries = asynchronous.maximumRetries, !(0...2).contains(retries) {
            report("Lambda retries 0 to 2 times, not \(retries) times as \"\(function.name)\" asks")
        }
        if let age = asynchronous.maximumAge, !(age.wholeSeconds.map { (60...21_600).contains($0) } ?? false) {
            report("Lambda keeps an event for 1 minute to 6 hours, not for \(age) as \"\(function.name)\" asks")
        }
    }

    private func check(alias: String) {
        let allowed = alias.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if !allowed || alias.isEmpty || alias.utf8.count > 128 || alias.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            report(
                "\"\(alias)\" can't be an alias of \"\(function.name)\": 1 to 128 letters, digits, \"-\" and \"_\", and not digits alone, since that is a version"
            )
        }
        if alias == Function.latestAlias {
            report("the live alias of \"\(function.name)\" can't be \"latest\": that one follows each published version")
        }
    }
}
