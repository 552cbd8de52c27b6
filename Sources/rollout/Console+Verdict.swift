import LocalCloud

extension Console {
    /// Prints the verdict with its time, and why there is none.
    func printVerdict(_ report: Report) {
        if !report.log.isEmpty { print() }
        let word =
            switch report.verdict {
            case .succeeded: styled("✔ Succeeded", .bold, .green)
            case .failed: styled("✘ Failed", .bold, .red)
            case nil: styled("● No verdict", .bold, .yellow)
            }
        print(word, report)
    }

    /// Prints what a function that is no hook has answered, with its time beside, or why there is no answer.
    func printAnswer(_ report: Report) {
        if !report.log.isEmpty { print() }
        guard let response = report.response else { return print(styled("✘ No answer", .bold, .red), report) }
        print(styled("✔ Answered", .bold, .green), report)
        printBytes(response)
    }

    private func print(_ word: String, _ report: Report) {
        var times: [String] = []
        if let invocation = report.invocation {
            if invocation.duration > .zero { times.append("in \(invocation.duration.readable)") }
            if let start = invocation.initializationDuration { times.append("after \(start.readable) to start") }
        }
        print(([word] + (times.isEmpty ? [] : [styled(times.joined(separator: ", "), .dim)])).joined(separator: " "))
        if let remark = report.remark { print(remark) }
    }
}
