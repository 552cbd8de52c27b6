/// Where in a VPC a function has its network interfaces.
public struct VPC: Sendable, Hashable {
    let subnets: TemplateValue
    let securityGroups: TemplateValue

    /// These subnets and security groups.
    public init(subnets: [TemplateValue], securityGroups: [TemplateValue]) {
        self.subnets = .array(subnets)
        self.securityGroups = .array(securityGroups)
    }

    /// Lists that parameters or other stacks give, as a parameter of the type `List<AWS::EC2::Subnet::Id>`.
    public init(subnets: TemplateValue, securityGroups: TemplateValue) {
        self.subnets = subnets
        self.securityGroups = securityGroups
    }
}
