/// A rule of a load balancer's listener that leads to a function.
struct ListenerRule {
    let name: String
    let listener: TemplateValue
    let priority: Int
    let hosts: [String]
    let paths: [String]
    let function: Function
    let version: TargetVersion
    let location: SourceLocation

    func render(_ renderer: Renderer, _ stack: Stack) {
        if !(1...50_000).contains(priority) {
            renderer.report("the priority of the listener's rule \"\(name)\" is 1 to 50,000, not \(priority)", at: location)
        }
        if hosts.isEmpty, paths.isEmpty { renderer.report("the listener's rule \"\(name)\" names neither hosts nor paths", at: location) }
        let id = LogicalID.of(name)
        let group = stack.physicalName(name, limit: 32)
        let target = function.target(version)
        // The group's name is text here, since the group needs the permission before it exists.
        renderer.permit(
            id + "Permission", service: "elasticloadbalancing.amazonaws.com",
            source: .arn("elasticloadbalancing", "targetgroup/\(group)/*"),
            target: target, owner: id, at: location)
        renderer.add(
            TemplateResource(
                id + "Group", type: "AWS::ElasticLoadBalancingV2::TargetGroup",
                properties: ["Name": .string(group), "TargetType": "lambda", "Targets": [["Id": target.arn]]],
                dependsOn: [id + "Permission"]),
            owner: id, at: location)
        var conditions: [TemplateValue] = []
        if !hosts.isEmpty { conditions.append(["Field": "host-header", "HostHeaderConfig": ["Values": .strings(hosts)]]) }
        if !paths.isEmpty { conditions.append(["Field": "path-pattern", "PathPatternConfig": ["Values": .strings(paths)]]) }
        renderer.add(
            TemplateResource(
                id, type: "AWS::ElasticLoadBalancingV2::ListenerRule",
                properties: [
                    "ListenerArn": listener, "Priority": .int(priority), "Conditions": .array(conditions),
                    "Actions": [["Type": "forward", "TargetGroupArn": .ref(id + "Group")]],
                ]), owner: id, at: location)
    }
}
