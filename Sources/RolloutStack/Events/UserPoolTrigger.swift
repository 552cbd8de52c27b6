/// Where on a user's way Cognito calls a function.
public enum UserPoolTrigger: String, Sendable {
    /// A challenge of your own begins.
    case createAuthChallenge = "CreateAuthChallenge"
    /// A message is about to go out.
    case customMessage = "CustomMessage"
    /// The next challenge of your own is to be chosen.
    case defineAuthChallenge = "DefineAuthChallenge"
    /// A user has signed in.
    case postAuthentication = "PostAuthentication"
    /// A user has been confirmed.
    case postConfirmation = "PostConfirmation"
    /// A user wants to sign in.
    case preAuthentication = "PreAuthentication"
    /// Someone wants to sign up.
    case preSignUp = "PreSignUp"
    /// Tokens are about to be made.
    case preTokenGeneration = "PreTokenGeneration"
    /// A user who is unknown may be taken over from elsewhere.
    case userMigration = "UserMigration"
    /// The answer to a challenge of your own is to be checked.
    case verifyAuthChallengeResponse = "VerifyAuthChallengeResponse"
}
