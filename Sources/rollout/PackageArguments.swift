public import ArgumentParser
public import LambdaPackage

// The types of LambdaPackage that stand for arguments as they are.
extension Packager.Linking: ExpressibleByArgument {}
extension Architecture: ExpressibleByArgument {}
extension Inclusion: ExpressibleByArgument {}
extension LibcurlSource: ExpressibleByArgument {}
