internal import Synchronization

extension CodeDeploy {
    /// The rows of CodeDeploy, the names by which they are found, and which group has a deployment under way.
    final class Records: Sendable {
        let applications: Table<Application>
        let groups: Table<DeploymentGroup>
        let configs: Table<DeploymentConfig>
        let revisions: Table<ApplicationRevision>
        let deployments: Table<Deployment>

        private struct GroupName: Hashable {
            let application: String
            let name: String
        }

        private struct Index {
            /// Ids by name.
            var applications: [String: String] = [:]
            /// Ids by the application's id and the group's name.
            var groups: [GroupName: String] = [:]
            /// The ids of deployments that are not over, by their group's.
            var running: [String: String] = [:]
        }

        private let index: Mutex<Index>

        init(_ storage: Storage, _ clock: CloudClock) throws(Storage.Failure) {
            applications = try Table("codedeploy-applications", storage, clock)
            groups = try Table("codedeploy-groups", storage, clock)
            configs = try Table("codedeploy-configs", storage, clock)
            revisions = try Table("codedeploy-revisions", storage, clock)
            deployments = try Table("codedeploy-deployments", storage, clock)
            var index = Index()
            for (id, application) in applications.all { index.applications[application.name] = id }
            for (id, group) in groups.all { index.groups[GroupName(application: group.application, name: group.name)] = id }
            // Of a deployment that was about to end and the one that rolls it back, the latter has the group.
            let running = deployments.all.map(\.row).filter { !$0.status.isFinal }
            for deployment in running where deployment.ending == nil || index.running[deployment.group] == nil {
                index.running[deployment.group] = deployment.id
            }
            self.index = Mutex(index)
        }

        // MARK: Applications

        func application(named name: String) -> Application? {
            index.withLock { $0.applications[name] }.flatMap { applications[$0] }
        }

        func add(_ application: Application) throws(AWSError) {
            try index.withLock { index throws(AWSError) in
                try Self.require(index.applications[application.name] == nil, applicationNamed: application.name)
                guard index.applications.count < Self.mostApplications else {
                    throw AWSError("ApplicationLimitExceededException", "An account has at most \(Self.mostApplications) applications.")
                }
                applications.modify(application.id) { $0 = application }
                index.applications[application.name] = application.id
            }
        }

        func rename(_ application: Application, to name: String) throws(AWSError) {
            try index.withLock { index throws(AWSError) in
                // It may have another name by now, or be gone.
                guard let old = applications[application.id]?.name else { throw Self.missing(applicationNamed: application.name) }
                try Self.require(index.applications[name] == nil || index.applications[name] == application.id, applicationNamed: name)
                applications.change(application.id) { $0.name = name }
                index.applications[old] = nil
                index.applications[name] = application.id
            }
        }

        /// Removes an application with its groups and revisions. Its deployments stay on record.
        func remove(_ application: Application) {
            index.withLock { index in
                guard let name = applications[application.id]?.name else { return }
                index.applications[name] = nil
                for (id, group) in groups.all where group.application == application.id {
                    index.groups[GroupName(application: application.id, name: group.name)] = nil
                    groups.modify(id) { $0 = nil }
                }
                for (key, revision) in revisions.all where revision.application == application.id { revisions.modify(key) { $0 = nil } }
                applications.modify(application.id) { $0 = nil }
            }
        }

        /// Makes a revision of an application known, or changes what is known about it.
        func register(
            _ location: RevisionLocation, of application: String, now: Double, _ change: (inout ApplicationRevision) -> Void
        ) throws(AWSError) {
            try index.withLock { _ throws(AWSError) in
                guard applications[application] != nil else {
                    throw AWSError("ApplicationDoesNotExistException", "The application was deleted.")
                }
                revisions.modify(ApplicationRevision.key(of: location, application)) { row in
                    var revision = row ?? ApplicationRevision(application: application, location: location, registered: now)
                    change(&revision)
                    row = revision
                }
            }
        }

        private static func missing(applicationNamed name: String) -> AWSError {
            AWSError("ApplicationDoesNotExistException", "No application found for name: \(name)")
        }

        private static let mostApplications = 1000

        private static func require(_ isFree: Bool, applicationNamed name: String) throws(AWSError) {
            guard isFree else { throw AWSError("ApplicationAlreadyExistsException", "Application already exists with name: \(name)") }
        }

        // MARK: Groups

        func group(named name: String, of application: Application) -> DeploymentGroup? {
            index.withLock { $0.groups[GroupName(application: application.id, name: name)] }.flatMap { groups[$0] }
        }

        func groups(of application: Application) -> [DeploymentGroup] {
            groups.all.map(\.row).filter { $0.application == application.id }.sorted { $0.name < $1.name }
        }

        func add(_ group: DeploymentGroup) throws(AWSError) {
            try index.withLock { index throws(AWSError) in
                // What was looked up before may be gone by now.
                guard applications[group.application] != nil else {
                    throw AWSError("ApplicationDoesNotExistException", "The application was deleted.")
                }
                try require(configNamed: group.config)
                let name = GroupName(application: group.application, name: group.name)
                try Self.require(index.groups[name] == nil, groupNamed: group.name)
                guard index.groups.keys.count(where: { $0.application == group.application }) < Self.mostGroups else {
                    throw AWSError("DeploymentGroupLimitExceededException", "An application has at most \(Self.mostGroups) groups.")
                }
                groups.modify(group.id) { $0 = group }
                index.groups[name] = group.id
            }
        }

        /// Changes a group; its name and its configuration may be others then.
        func change(
            _ group: DeploymentGroup, name: String?, config: String?, _ change: (inout DeploymentGroup) -> Void
        ) throws(AWSError) {
            try index.withLock { index throws(AWSError) in
                guard let current = groups[group.id] else {
                    throw AWSError("DeploymentGroupDoesNotExistException", "No Deployment Group found for name: \(group.name)")
                }
                if let config { try require(configNamed: config) }
                let old = GroupName(application: group.application, name: current.name)
                let new = GroupName(application: group.application, name: name ?? current.name)
                try Self.require(index.groups[new] == nil || index.groups[new] == group.id, groupNamed: new.name)
                groups.change(group.id) { row in
                    change(&row)
                    row.name = new.name
                }
                index.groups[old] = nil
                index.groups[new] = group.id
            }
        }

        func remove(_ group: DeploymentGroup) {
            index.withLock { index in
                guard let name = groups[group.id]?.name else { return }
                index.groups[GroupName(application: group.application, name: name)] = nil
                groups.modify(group.id) { $0 = nil }
            }
        }

        private static let mostGroups = 1000

        private static func require(_ isFree: Bool, groupNamed name: String) throws(AWSError) {
            guard isFree else {
                throw AWSError("DeploymentGroupAlreadyExistsException", "Deployment group already exists with name: \(name)")
            }
        }

        // MARK: Configurations

        func add(_ config: DeploymentConfig) throws(AWSError) {
            try index.withLock { _ throws(AWSError) in
                guard configs[config.name] == nil else {
                    throw AWSError(
                        "DeploymentConfigAlreadyExistsException", "Deployment configuration already exists with name: \(config.name)")
                }
                guard configs.count < DeploymentConfig.most else {
                    throw AWSError(
                        "DeploymentConfigLimitExceededException",
                        "An account has at most \(DeploymentConfig.most) configurations of its own.")
                }
                configs.modify(config.name) { $0 = config }
            }
        }

        /// Removes a configuration that no group uses; one that does not exist is as good as removed.
        func removeConfig(named name: String) throws(AWSError) {
            try index.withLock { _ throws(AWSError) in
                if let group = groups.all.first(where: { $0.row.config == name })?.row {
                    throw AWSError("DeploymentConfigInUseException", "The deployment group \(group.name) uses the configuration \(name).")
                }
                configs.modify(name) { $0 = nil }
            }
        }

        private func require(configNamed name: String) throws(AWSError) {
            guard DeploymentConfig.predefined[name] != nil || configs[name] != nil else {
                throw AWSError("DeploymentConfigDoesNotExistException", "No deployment configuration found for name: \(name)")
            }
        }

        // MARK: Deployments

        /// Adds a deployment, if its group has none under way.
        func add(_ deployment: Deployment) throws(AWSError) {
            try index.withLock { index throws(AWSError) in
                guard groups[deployment.group] != nil else {
                    throw AWSError("DeploymentGroupDoesNotExistException", "No Deployment Group found for name: \(deployment.groupName)")
                }
                if let running = index.running[deployment.group] {
                    throw AWSError(
                        "DeploymentLimitExceededException",
                        "The Deployment Group '\(deployment.groupName)' already has an active Deployment '\(running)'")
                }
                deployments.modify(deployment.id) { $0 = deployment }
                index.running[deployment.group] = deployment.id
            }
        }

        /// Ends a deployment, and gives its group to the one that rolls it back or to whoever comes next.
        func end(_ deployment: Deployment, rollback: Deployment?, _ change: (inout Deployment) -> Void) {
            index.withLock { index in
                if let rollback { deployments.modify(rollback.id) { if $0 == nil { $0 = rollback } } }
                deployments.change(deployment.id, change)
                if let rollback {
                    index.running[deployment.group] = rollback.id
                } else if index.running[deployment.group] == deployment.id {
                    index.running[deployment.group] = nil
                }
            }
        }
    }
}

extension Table {
    /// Changes a row that is there; one that is not stays away.
    func change<Failure: Error>(_ key: String, _ change: (inout Row) throws(Failure) -> Void) throws(Failure) {
        try modify(key) { row throws(Failure) in
            guard var changed = row else { return }
            try change(&changed)
            row = changed
        }
    }
}
