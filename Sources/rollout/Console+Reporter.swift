import LambdaPackage
import Synchronization

extension Console {
    /// The same for long work: where no progress is shown, each stage is a line on standard error, so that nobody takes it for stuck.
    var stageReporter: BuildReporter {
        let last = Mutex("")
        return BuildReporter(
            progress: { line in
                self.showProgress(line)
                guard !self.showsProgress, line.hasSuffix("…") else { return }
                let isNew = last.withLock { last in
                    defer { last = line }
                    return last != line
                }
                if isNew { self.printError(line) }
            },
            output: { self.printError($0) })
    }

    /// Shows the progress of builds, and what failed tools have written.
    var reporter: BuildReporter {
        BuildReporter(progress: { self.showProgress($0) }, output: { self.printError($0) })
    }
}
