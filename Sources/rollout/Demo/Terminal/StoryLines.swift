/// The story as plain lines, one for each thing that happens.
struct StoryLines {
    let console: Console

    /// Prints what is new about the story, which had been `before`.
    func print(_ happening: Story.Happening, at time: Double, _ before: Story, _ after: Story) {
        guard let text = text(happening, before, after) else { return }
        console.print("\(console.styled(Story.clock(time), .dim))  \(text)")
    }

    private func text(_ happening: Story.Happening, _ before: Story, _ after: Story) -> String? {
        switch happening {
        case .tick, .request: return nil
        case .refusal(let version, let message): return console.styled("deployment of version \(version) refused: ", .yellow) + message
        case .weights(let shares):
            let parts = shares.sorted { $0.key < $1.key }.map { "version \($0.key) \(Story.percent($0.value))" }
            return "traffic: " + parts.joined(separator: ", ")
        case .alarm(let name, _, let state, _):
            return "alarm \(name): " + console.styled(state, state == "ALARM" ? .red : state == "OK" ? .green : .dim)
        case .line(let function, let version, let text): return console.styled("\(function):\(version) │ ", .dim) + text
        case .note(let text, let kind):
            return console.styled(text, .bold, kind == .good ? .green : kind == .bad ? .red : .bold)
        case .deployment(let deployment):
            let old = before.deployments.first { $0.id == deployment.id }
            if old?.status != deployment.status, deployment.isOver {
                let isGood = deployment.status == "Succeeded"
                let error = deployment.errorCode.map { ": \($0)" } ?? ""
                return "\(deployment.id): " + console.styled(deployment.status + error, isGood ? .green : .red)
            }
            let changed = deployment.events.last { event in
                event.status != "Pending" && old?.events.first { $0.name == event.name }?.status != event.status
            }
            return changed.map { "\(deployment.id): \($0.name) \($0.status)" }
        }
    }
}
