import LambdaPackage
import Synchronization

extension Console {
    /// The same for long work: where no progress is shown, each stage is a line on standard error, and every ten seconds one more tells how
    /// far it is, so that it is not taken for stuck.
    var stageReporter: BuildReporter {
        let last = Mutex((line: "", time: ContinuousClock.now))
        return BuildReporter(
            progress: { line in
                self.showProgress(line)
                guard !self.showsProgress else { return }
                let isDue = last.withLock { last in
                    let isDue = line.hasSuffix("…") ? last.line != line : last.time.duration(to: .now) >= .seconds(10)
                    if isDue { last = (line.hasSuffix("…") ? line : last.line, .now) }
                    return isDue
                }
                if isDue { self.printError(line) }
            },
            output: { self.printError($0) })
    }

    /// Shows the progress of builds, and what failed tools have written.
    var reporter: BuildReporter {
        BuildReporter(progress: { self.showProgress($0) }, output: { self.printError($0) })
    }
}
