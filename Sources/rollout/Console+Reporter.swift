import LambdaPackage

extension Console {
    /// Shows the progress of builds, and what failed tools have written.
    var reporter: BuildReporter {
        BuildReporter(progress: { self.showProgress($0) }, output: { self.printError($0) })
    }
}
